"""Meetings and calendar files to read and write."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.calendars.reading import read
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Attendee, CalendarEvent, Contact, ReadCalendar
from hosted_meetings_desktop.domain.recurrence import Recurrence

DOCTOR = Contact("Dr. Ada Novák", "ada.novak@clinic.example")
PATIENT = Contact("Zoë O'Neil", "zoe@mail.example")
TUESDAY = datetime.fromisoformat("2027-03-16T10:00")
STAMP = datetime(2027, 1, 5, 8, 30, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def meeting(
    starts: datetime = TUESDAY,
    zone: str = BERLIN,
    recurrence: Recurrence | None = None,
    **other: Any,
) -> CalendarEvent:
    facts: dict[str, Any] = {
        "uid": "4f1c@clinic.example",
        "sequence": 0,
        "starts": starts,
        "first": instant(starts, zone),
        "duration": timedelta(minutes=30),
        "zone": zone,
        "summary": "Video consultation",
        "organizer": DOCTOR,
        "attendees": (Attendee(PATIENT),),
        "stamp": STAMP,
        "recurrence": recurrence,
        "language": "en",
    }
    return CalendarEvent(**{**facts, **other})


def lines(data: bytes) -> list[str]:
    """Return the unfolded lines of a calendar file."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def values(data: bytes, name: str) -> list[str]:
    """Return the lines of a property, with their parameters, from the first event on."""
    events = lines(data[data.index(b"BEGIN:VEVENT") :])
    return [line for line in events if line.partition(":")[0].partition(";")[0] == name]


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar file with events, each given by its lines."""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{head}{''.join(events)}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def event(text: str, uid: str = "1@x") -> str:
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20270101T000000Z\n{text.strip()}\nEND:VEVENT\n"


def read_2027(data: bytes, zone: str = BERLIN, **other: Any) -> ReadCalendar:
    facts: dict[str, Any] = {
        "starts_from": datetime(2027, 1, 1, tzinfo=UTC),
        "starts_before": datetime(2028, 1, 1, tzinfo=UTC),
        "zone": zone,
    }
    return read(data, **{**facts, **other})


class Calls:
    """Counts the calls of functions, Python's own ones too: what a piece of work costs, on any machine the same."""

    def __init__(self) -> None:
        self.made = 0

    def __enter__(self) -> Self:
        self._before = sys.getprofile()
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)

    def _count(self, _frame: object, kind: str, _what: object) -> None:
        if kind in {"call", "c_call"}:
            self.made += 1


def calls_of(work: Callable[[], object]) -> int:
    """Return how many calls a piece of work makes, whether it ends well or in a refusal."""
    with Calls() as calls, contextlib.suppress(InputProblem):
        work()
    return calls.made
