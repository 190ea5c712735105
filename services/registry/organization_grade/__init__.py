"""The grade that a body has from its evaluation: granted, reviewed, lowered, taken away, over."""
