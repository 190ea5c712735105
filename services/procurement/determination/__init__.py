"""A determination: who gets a round's money, and why. See docs/procurement/determination.md."""
