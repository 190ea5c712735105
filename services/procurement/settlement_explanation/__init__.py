"""How a settlement came about, number by number. See docs/procurement/settlement.md."""
