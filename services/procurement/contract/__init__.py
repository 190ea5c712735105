"""A contract: what an organization delivers, and for how much. See docs/procurement/contract.md."""
