"""An objection to a resolution that is announced. See docs/needs/resolution.md."""
