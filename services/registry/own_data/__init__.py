"""A copy of what the register keeps of oneself. See docs/registry/own_data.md."""
