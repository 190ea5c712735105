"""A volunteer moves his record to another community. See docs/registry/volunteer.md."""
