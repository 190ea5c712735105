"""A region: a city, district, street or community. See docs/registry/region.md."""
