"""Somebody who had what is kept of him destroyed. See docs/needs/retention.md."""
