"""Mutes the call by a key that works whatever program is in front, by each system's own way."""
