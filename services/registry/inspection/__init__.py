"""The inspection of a body that was drawn, and what it has to put right."""
