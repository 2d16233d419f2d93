"""The ``Calendars`` that the services work with: the functions of this folder as one object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from hosted_meetings_desktop.calendars.answers import read_answer
from hosted_meetings_desktop.calendars.invitations import export, message
from hosted_meetings_desktop.calendars.reading import read
from hosted_meetings_desktop.calendars.recurrences import occurrences
from hosted_meetings_desktop.domain.invitation import Answer, CalendarEvent, Method, ReadCalendar
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence


class IcsCalendars:
    """Recurrences and iCalendar files, by dateutil and icalendar; importing this module imports both (0.1 s)."""

    def occurrences(self, first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        """Return all times of a series."""
        return occurrences(first, zone, recurrence)

    def message(self, event: CalendarEvent, method: Method) -> bytes:
        """Return an iTIP message about one event."""
        return message(event, method)

    def export(self, events: Sequence[CalendarEvent], name: str) -> bytes:
        """Return a calendar file with all the events."""
        return export(events, name)

    def read_answer(self, data: bytes) -> tuple[Answer, ...]:
        """Read what an invited person answered."""
        return read_answer(data)

    def read(
        self,
        data: bytes,
        *,
        starts_from: datetime,
        starts_before: datetime,
        zone: str,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ReadCalendar:
        """Read a calendar file."""
        return read(
            data, starts_from=starts_from, starts_before=starts_before, zone=zone, progress=progress, stop=stop
        )
