"""An organization as the registry tells it. See docs/needs/organization_replica.md."""
