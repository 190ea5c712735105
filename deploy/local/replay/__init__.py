"""Real messages, played into the running intake as staff would enter them."""
