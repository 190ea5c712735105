"""An organization as the registry tells of it: credit's own read copy."""
