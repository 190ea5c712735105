"""A redemption: credits held for an item, then spent on it or given free."""
