"""A grant: offered, taken, or passed on. See docs/procurement/grant.md."""
