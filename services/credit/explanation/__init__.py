"""An explanation: why a transfer moved what it moved, and whether that is so."""
