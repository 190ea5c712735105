"""A candidate: a team that may be sent, and why, or why not. See docs/needs/candidate.md."""
