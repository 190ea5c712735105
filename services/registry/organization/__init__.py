"""An organization: a filed group or a registered body. See docs/registry/organization.md."""
