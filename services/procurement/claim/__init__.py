"""A claim: an organization takes on a listed project (认领). See docs/procurement/claim.md."""
