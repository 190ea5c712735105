"""The history of the credit database."""
