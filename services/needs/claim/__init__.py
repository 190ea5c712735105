"""A claim list entry (抢单): a need every team of the street may take. See docs/needs/claim.md."""
