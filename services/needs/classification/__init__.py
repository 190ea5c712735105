"""A classification: which way a need goes, and why. See docs/needs/classification.md."""
