"""The history of the registry database."""
