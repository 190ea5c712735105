"""A brief: what households ask for together, waiting for a buyer. See docs/procurement/brief.md."""
