"""A household: people who live at one address of a community. See docs/registry/person.md."""
