"""A settlement: pay by quantity and quality. See docs/procurement/settlement.md."""
