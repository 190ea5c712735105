"""An outcome: what was done about a need, and whether its reporter agrees.

See docs/needs/need.md.
"""
