"""Expiry: credits end two years after the year they were earned in, the oldest first."""
