"""Settings of the archive of recordings."""
