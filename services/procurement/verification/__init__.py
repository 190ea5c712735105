"""Verification: a sample anyone can draw again. See docs/procurement/verification.md."""
