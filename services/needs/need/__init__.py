"""A need: what a resident asks of the community, from intake to closing. See docs/needs/need.md."""
