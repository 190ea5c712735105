"""A team: people of an organization who go out together. See docs/registry/team.md."""
