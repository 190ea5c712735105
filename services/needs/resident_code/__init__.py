"""The codes that a resident tells the team at his door. See docs/needs/visit.md."""
