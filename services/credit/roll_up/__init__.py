"""A roll-up: what the journal says was earned, summed by month, so that nobody sums all of it."""
