"""What this group asks of the service layer."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.own_calendar import CalendarLook, KnownCalendar, OwnCalendar, RemovedCalendar


class HostCalendars(Protocol):
    """Hosts' own calendars (``OwnCalendarService``); keeping never waits for the network."""

    async def overview(self) -> tuple[KnownCalendar, ...]:
        """Return every calendar with how it stands, by host and name."""
        ...

    async def keep(self, calendar: OwnCalendar) -> OwnCalendar:
        """Keep a calendar; it is read behind."""
        ...

    async def remove(self, calendar_id: str) -> RemovedCalendar:
        """Forget a calendar; returns the way back."""
        ...

    async def restore(self, removed: RemovedCalendar) -> None:
        """Put a calendar back with what was read from it."""
        ...

    async def look(self, calendar: OwnCalendar) -> CalendarLook:
        """Return what an address leads to; nothing is kept."""
        ...

    async def read_now(self, calendar_id: str) -> None:
        """Read one calendar now; what goes wrong is written down with it."""
        ...


class HostNames(Protocol):
    """Names to choose from (``MeetingService``)."""

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts of earlier meetings, the most recent first."""
        ...
