"""Recurrences, iCalendar out and in, and other people's calendars: what knows how calendars think."""
