"""A succession: what a body had passes to those that took over. docs/procurement/succession.md."""
