"""How often and when a failed event or timer is tried again."""

RETRY_SECONDS = (1, 5, 30, 120, 600)
"""Delays between tries, in seconds; after the last one a person decides (DESIGN.md §5)."""
