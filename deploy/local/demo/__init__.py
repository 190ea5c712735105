"""`sanshe demo`: plays the platform's main loops on the running stack, over its public API."""
