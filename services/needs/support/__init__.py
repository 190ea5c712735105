"""A support: a household needs the same (我也需要), or opposes it. See docs/needs/support.md."""
