"""A verification: the whole ledger recomputed from its tables, up to the first wrong row."""
