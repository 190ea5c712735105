"""A listing: an organization on one of the registry's lists of those that broke their word."""
