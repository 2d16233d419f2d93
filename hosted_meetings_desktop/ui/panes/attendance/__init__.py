"""Attendance: who was in which session, when and for how long."""
