"""The clinic's archive: what was rescued from the provider, encrypted, in a folder or a bucket."""
