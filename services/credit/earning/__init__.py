"""An earning: what one order is worth in credits, from expectation to the last posting."""
