"""Who signs in, and where secrets are kept."""
