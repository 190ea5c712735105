"""The test kit: a service on a real database, spoken to over HTTP and events."""
