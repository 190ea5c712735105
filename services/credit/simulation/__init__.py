"""A simulation: what a draft of the earning policy would have made of the past."""
