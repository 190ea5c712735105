"""The history of the needs database."""
