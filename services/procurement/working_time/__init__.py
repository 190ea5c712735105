"""The time a service takes of its workers: never twice. See docs/procurement/service_log.md."""
