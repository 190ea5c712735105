"""A penalty: credits taken for a ground, after the organization was heard."""
