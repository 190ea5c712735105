"""An entry in one of the two credit lists (失信名单). See docs/registry/credit_entry.md."""
