"""A statement: what stood on an account, moved and stands, so that its holder can check it."""
