"""How a body leaves a credit list: mended and removed, over by itself, or corrected."""
