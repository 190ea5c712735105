"""A login attempt, counted before the password is looked at. See docs/registry/session.md."""
