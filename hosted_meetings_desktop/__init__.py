"""Hosted Meetings: plan, hold, record and account for a clinic's video meetings."""

__version__ = "0.1.0"
