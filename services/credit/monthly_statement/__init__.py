"""Months of an account that are over, as they were frozen."""
