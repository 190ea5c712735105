"""The opening: custodians bring the key together, and all bids of a tender are read at once."""
