"""A signing key: what the registry signs access tokens with. See docs/registry/signing_key.md."""
