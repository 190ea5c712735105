"""A round: organizations pitch for its money (公益创投). See docs/procurement/round.md."""
