"""An order record: all that the needs service told of one order."""
