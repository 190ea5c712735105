"""A round of random inspections: bodies and inspectors drawn so that all can repeat it (双随机)."""
