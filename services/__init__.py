"""The four services; each is deployed, scaled and restored alone."""
