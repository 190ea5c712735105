"""An hour entry: time that a volunteer served, certified. See docs/registry/hours.md."""
