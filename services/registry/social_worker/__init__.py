"""A social worker: a person with certificates. See docs/registry/social_worker.md."""
