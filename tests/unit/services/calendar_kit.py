"""Small calendar files, and the service that reads and writes them, for tests."""

from __future__ import annotations

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.services.own_calendars import OwnCalendarService
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard
from tests.unit.fake_service import FakeService, Ticking


class Nobody:
    """Implements ``CalendarFetcher`` where none is needed."""

    async def fetch(self, address: str, *, etag: str = "") -> None:
        raise AssertionError(address, etag)


def schedule_over(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> ScheduleService:
    """Return the plan over a store."""
    return ScheduleService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


def files_over(schedule: ScheduleService) -> OwnCalendarService:
    """Return what reads and writes calendar files of a plan."""
    store, changes, clock = schedule.store, schedule.changes, schedule.clock
    return OwnCalendarService(store, IcsCalendars(), Nobody(), schedule, changes, clock, lambda: "Europe/Berlin")


def ics(*events: str) -> bytes:
    """Return a calendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(start: str, end: str, *more: str, uid: str = "1", title: str = "School play") -> str:
    """Return one event; whole days where ``start`` has no time."""
    day = ";VALUE=DATE" if len(start) == 8 else ""
    said = (
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART{day}:{start}",
        f"DTEND{day}:{end}",
        f"SUMMARY:{title}",
    )
    return "\r\n".join(["BEGIN:VEVENT", *said, *more, "END:VEVENT"])
