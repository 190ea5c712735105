"""A succession: what a body has under way passes to whoever took over. docs/needs/succession.md."""
