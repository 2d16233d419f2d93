"""Recurrences and iCalendar, imported with the first of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.calendaring import Calendars


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
