"""A service log: one record of delivered service. See docs/procurement/service_log.md."""
