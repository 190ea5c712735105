"""The erasure of what is kept of a person, at his own wish. See docs/registry/erasure.md."""
