"""A client token: what a system gets for its secret (RFC 6749). See docs/registry/client.md."""
