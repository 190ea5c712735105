"""The contact of a need: sealed at rest, masked by default, shown with a purpose and on record.

See docs/needs/need.md.
"""
