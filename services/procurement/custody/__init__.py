"""Custody: the key that opens the bids of a purchase, in parts that several people hold."""
