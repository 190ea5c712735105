"""How long it is kept whom to reach about a need that is over. See docs/needs/retention.md."""
