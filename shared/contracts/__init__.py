"""Every event the services announce: the public language between them."""
