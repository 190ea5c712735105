"""A tier: what an organization earned in the last twelve months, as five steps of standing."""
