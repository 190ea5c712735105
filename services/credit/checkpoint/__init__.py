"""A checkpoint: a signed Merkle root over a block of transfers, chained to the one before."""
