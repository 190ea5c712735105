"""A ballot: what a number of the roll votes, openly. See docs/needs/meeting.md."""
