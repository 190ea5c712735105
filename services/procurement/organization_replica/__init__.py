"""An organization as the registry tells it. See docs/procurement/organization_replica.md."""
