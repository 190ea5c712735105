"""The intake: how a need comes in, from the resident himself or from staff for him.

See docs/needs/need.md.
"""
