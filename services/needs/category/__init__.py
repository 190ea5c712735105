"""A category of needs, with what its service takes. See docs/needs/category.md."""
