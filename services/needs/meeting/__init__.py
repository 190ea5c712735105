"""A meeting: noticed, held, counted and written down. See docs/needs/meeting.md."""
