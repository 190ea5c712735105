"""The registry: regions, people, organizations, teams, and who may act."""
