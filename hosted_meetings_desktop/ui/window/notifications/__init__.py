"""Tells staff on the desktop what starts next, with the way to join in it."""
