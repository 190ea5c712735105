"""A project: what is to be delivered, from which money. See docs/procurement/project.md."""
