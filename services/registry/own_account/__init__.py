"""One's own account: who am I here, and changing my password. See docs/registry/account.md."""
