"""A grant: a role held for a region and a time. See docs/registry/grant.md."""
