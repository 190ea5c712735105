"""The second factor of a sign-in: codes of an app on one's phone. See docs/registry/session.md."""
