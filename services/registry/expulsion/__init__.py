"""An expulsion: a volunteer who was heard is let go. See docs/registry/expulsion.md."""
