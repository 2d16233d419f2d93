"""What knows calendars, imported with the first of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.calendaring import CalendarFetcher, Calendars, FetchedCalendar


def late_calendars() -> Calendars:
    """Return what knows calendars; nothing is imported for it yet."""
    return cast("Calendars", _LateCalendars())


class _LateCalendars:
    """Stands for ``domain.calendaring.Calendars``."""

    @cached_property
    def _calendars(self) -> Calendars:
        from hosted_meetings_desktop.calendars.calendars import IcsCalendars

        return IcsCalendars()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calendars, name)


class LateCalendarFetcher:
    """Implements ``domain.calendaring.CalendarFetcher``."""

    @cached_property
    def _fetcher(self) -> CalendarFetcher:
        from hosted_meetings_desktop.calendars.fetch import WebCalendar

        return WebCalendar()

    async def fetch(self, address: str, *, etag: str = "") -> FetchedCalendar | None:
        """Fetch a calendar; see ``domain.calendaring.CalendarFetcher``."""
        return await self._fetcher.fetch(address, etag=etag)
