"""A demand: what other households around ask for the same. See docs/needs/classification.md."""
