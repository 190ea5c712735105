"""A membership: a need's place in a proposed cluster. See docs/needs/cluster.md."""
