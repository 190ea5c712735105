"""A trail: what became of a common demand, step by step. See docs/needs/trail.md."""
