"""A system account: a district's own, which faces the holders in every transfer."""
