"""A possible duplicate: a need that may be about the same; shown, never a reason to refuse.

See docs/needs/need.md.
"""
