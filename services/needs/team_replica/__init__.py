"""A service team as the registry tells it: who may be sent. See docs/needs/team_replica.md."""
