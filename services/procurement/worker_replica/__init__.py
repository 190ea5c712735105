"""A social worker as the registry tells it. See docs/procurement/worker_replica.md."""
