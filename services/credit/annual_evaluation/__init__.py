"""An annual evaluation: what a year's comprehensive performance score is worth in credits."""
