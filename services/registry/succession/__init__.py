"""A succession: a body ends by merging or by being split. See docs/registry/succession.md."""
