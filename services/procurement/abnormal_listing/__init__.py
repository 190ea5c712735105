"""Who is on the list of abnormal activity. See docs/procurement/abnormal_listing.md."""
