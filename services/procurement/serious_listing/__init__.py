"""Who is on the list of serious violations. See docs/procurement/serious_listing.md."""
