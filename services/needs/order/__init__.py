"""An order: a need offered to one team, and what became of it. See docs/needs/order.md."""
