"""A visit: from a team's yes to the resident's word on the work. See docs/needs/visit.md."""
