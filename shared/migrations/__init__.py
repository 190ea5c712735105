"""Migrations: the kernel's own history, and one per service, applied together to each database."""
