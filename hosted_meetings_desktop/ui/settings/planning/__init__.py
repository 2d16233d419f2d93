"""The settings' groups about planning: visit types, hours, and what becomes of times that are not free."""
