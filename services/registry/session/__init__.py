"""A session: one login, kept alive by a chain of refresh tokens. See docs/registry/session.md."""
