"""A succession: what an organization had passes on to those it merged into or was split into."""
