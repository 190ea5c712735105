"""Facts the procurement service announces; its domain comes with the project loop."""
