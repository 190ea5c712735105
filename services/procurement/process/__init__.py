"""A process: one purchase in which organizations compete, from its documents to its award."""
