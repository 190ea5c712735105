"""A bid: what an organization offers in a tender, sealed until all are opened together."""
