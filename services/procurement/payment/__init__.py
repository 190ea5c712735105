"""A payment: one settlement's money on its way. See docs/procurement/payment.md."""
