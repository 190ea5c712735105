"""A scheme that bodies are evaluated by: for which year, and which score makes which grade."""
