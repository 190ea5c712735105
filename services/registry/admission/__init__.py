"""The way in for volunteers: asked for, and decided. See docs/registry/volunteer.md."""
