"""A proposal: what an organization pitches to a round. See docs/procurement/proposal.md."""
