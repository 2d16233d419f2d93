"""Attendance reports and certificates on paper."""
