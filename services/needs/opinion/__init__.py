"""An opinion: what somebody on the roll says about a matter, and what became of it."""
