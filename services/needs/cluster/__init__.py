"""A cluster: what the households of a community ask for together. See docs/needs/cluster.md."""
