"""An account: what someone signs in with, not his roles. See docs/registry/account.md."""
