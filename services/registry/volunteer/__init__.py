"""A volunteer: a person admitted to serve, his number. See docs/registry/volunteer.md."""
