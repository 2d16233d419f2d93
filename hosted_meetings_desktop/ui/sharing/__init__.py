"""Giving recordings to people who were in them."""
