"""An administrative penalty of a registered body. See docs/registry/penalty.md."""
