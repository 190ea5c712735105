"""A fund: where money comes from, for what, and where it went. See docs/procurement/fund.md."""
