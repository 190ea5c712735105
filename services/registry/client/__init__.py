"""An API client: another system that signs in by itself. See docs/registry/client.md."""
