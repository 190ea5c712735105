"""A copy of what needs keeps of oneself. See docs/needs/own_data.md."""
