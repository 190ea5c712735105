"""A notice: what a purchase tells everybody, signed and never changed."""
