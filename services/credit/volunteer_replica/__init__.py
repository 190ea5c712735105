"""A volunteer as the registry tells of him: credit's own read copy."""
