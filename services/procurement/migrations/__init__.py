"""The history of the procurement database."""
