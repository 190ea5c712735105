"""Procurement: projects, how organizations win them, and what is delivered and paid."""
