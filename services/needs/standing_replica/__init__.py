"""An organization's standing in the credit bank, as the credit service tells it.

See docs/needs/standing_replica.md.
"""
