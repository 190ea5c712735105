"""A roll: who takes part in a meeting, by number (参加人名册). See docs/needs/meeting.md."""
