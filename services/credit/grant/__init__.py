"""A grant: credits given or taken by hand, proposed by one officer and decided by another."""
