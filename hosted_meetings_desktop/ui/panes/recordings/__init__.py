"""Recordings: what was recorded, the copies we hold, and the player."""
