"""A clock: one promise of time about one need, and the ladder when it runs out.

See docs/needs/clock.md.
"""
