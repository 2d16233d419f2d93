"""The audit log in the settings."""
