"""Paths, logging with redaction and crash reports: what every part may use."""
