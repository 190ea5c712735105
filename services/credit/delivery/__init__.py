"""A delivery: what a contract brought to residents, and what that is worth in credits."""
