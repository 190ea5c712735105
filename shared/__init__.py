"""The kernel all four services stand on; it knows no service."""
