"""An assignment: a person starts the search for a team, or names it. See docs/needs/dispatch.md."""
