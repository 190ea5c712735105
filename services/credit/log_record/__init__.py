"""A log record: what procurement told of one record of service."""
