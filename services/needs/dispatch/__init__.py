"""A dispatch: the search for a team that serves a need. See docs/needs/dispatch.md."""
