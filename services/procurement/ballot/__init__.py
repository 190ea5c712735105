"""A ballot: a household's word on who pitches in a round. See docs/procurement/ballot.md."""
