"""A matter: what a community deliberates on (民主协商). See docs/needs/matter.md."""
