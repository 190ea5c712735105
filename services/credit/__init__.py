"""The credit bank: what every organization earned, why, and what it may do with it."""
