"""A review: a panel scores who competes, stage by stage. See docs/procurement/review.md."""
