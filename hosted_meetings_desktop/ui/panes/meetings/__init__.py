"""Meetings: the list, what is known about one, planning and the live room."""
