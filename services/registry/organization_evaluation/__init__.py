"""The graded evaluation of a body, 1A to 5A. See docs/registry/organization_evaluation.md."""
