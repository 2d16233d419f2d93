"""Finds out which time zone a calendar file means: by IANA's name, by Windows', or by what the file itself says."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from hosted_meetings_desktop.calendars.file_lines import Component

UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the libraries raise when a file is not as they expect; there is no telling which."""
_MAX_LINES = 1_000
_MAX_LETTERS = 100_000
_MAX_OBSERVANCES = 100
"""Of one zone. The longest history that any zone has needs fewer."""
_COST_OF_NAME = 10
_COST_OF_LINE = 10
_REMEMBERED = 10_000
_LONGEST_NAME = 200
_NOT_YEARLY = re.compile(r"RRULE\b(?!.*[:;]FREQ=YEARLY\b)", re.IGNORECASE)
"""Clocks change by the year. Other rules would keep dateutil counting for minutes."""


class Zones:
    """The zones that one file may name. A zone this PC knows by name is taken from here: files are often out of date.

    Args:
        described: The file's own zones.
        take: Told what it costs to find a zone and to ask it, in units of a ``Budget``; what it raises ends that.
    """

    def __init__(self, described: Iterable[Component] = (), take: Callable[[int], None] = lambda _cost: None) -> None:
        self._take = take
        self._described: dict[str, Component] = {}
        for component in described:
            take(1)
            line = component.first("TZID")
            with contextlib.suppress(ValueError):
                if line is not None:
                    self._described.setdefault(line.parts()[1].strip().strip('"'), component)
        self._found: dict[str, tzinfo | None] = {}

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of a TZID, None where neither this PC nor the file knows it."""
        name = name.strip().strip('"')
        if name not in self._found:
            self._take(_COST_OF_NAME)
            known = iana_name(name)
            self._found[name] = ZoneInfo(known) if known else self._from_file(name)
        return self._found[name]

    def _from_file(self, name: str) -> tzinfo | None:
        component = self._described.get(name)
        if component is None or len(component.whole) > _MAX_LINES:
            return None
        letters = sum(map(len, component.whole))
        observances = sum(map(_is_begin, component.whole))
        if letters > _MAX_LETTERS or observances > _MAX_OBSERVANCES or any(map(_NOT_YEARLY.match, component.whole)):
            return None
        self._take(_COST_OF_LINE * len(component.whole))
        text = "\r\n".join(("BEGIN:VTIMEZONE", *component.whole, "END:VTIMEZONE", ""))
        try:
            # Without its TZID, or icalendar would use it for all later files.
            described = Timezone.from_ical(text)
            described.add("TZID", "file")
            zone: tzinfo = _FileZone(
                cast("Timezone", described).to_tz(lookup_tzid=False),
                lambda: self._take(2 * observances + letters // 1_000),
            )
            zone.utcoffset(datetime(2027, 1, 1))  # noqa: DTZ001 (whether it can tell)
        except UNREADABLE:
            return None
        return zone


class _FileZone(tzinfo):
    """A zone as a file tells it. dateutil goes through all its years for each question, so each one is counted.

    Args:
        zone: As dateutil has it.
        count: Called before it is asked.
    """

    key = "file"  # what icalendar would otherwise ask the zone for

    def __init__(self, zone: tzinfo, count: Callable[[], None]) -> None:
        super().__init__()
        self._zone = zone
        self._count = count
        self._offsets: dict[tuple[datetime, int], timedelta | None] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return how far the clock is ahead of UTC."""
        if moment is None:
            return None
        asked = moment.replace(tzinfo=None), moment.fold
        if asked not in self._offsets:
            self._count()
            if len(self._offsets) >= _REMEMBERED:
                self._offsets.clear()
            self._offsets[asked] = self._zone.utcoffset(moment.replace(tzinfo=self._zone))
        return self._offsets[asked]

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return how much of that is summer time."""
        if moment is None:
            return None
        self._count()
        return self._zone.dst(moment.replace(tzinfo=self._zone))

    def tzname(self, moment: datetime | None) -> str | None:
        """Return what the clock is called."""
        if moment is None:
            return None
        self._count()
        return self._zone.tzname(moment.replace(tzinfo=self._zone))

    def fromutc(self, moment: datetime) -> datetime:
        """Return what the clock shows at a moment."""
        self._count()
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)


def _is_begin(line: str) -> bool:
    return line.lstrip()[:6].upper() == "BEGIN:"


def zone_key(zone: tzinfo | None) -> str:
    """Return the IANA name of a zone that has one, else an empty text."""
    return zone.key if isinstance(zone, ZoneInfo) else ""


def iana_name(name: str) -> str:
    """Return the IANA name for what a calendar calls a zone, empty where none is known.

    Args:
        name: IANA's name, Windows' ("W. Europe Standard Time"), or one of these after a maker's prefix
            ("/citadel.org/20190914_1/Europe/Berlin", RFC 5545 section 3.2.19).
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        return ""
    parts = name.strip("/").split("/")
    starts = range(len(parts)) if name.startswith("/") else range(1)
    for start in starts:
        found = _known("/".join(parts[start:]))
        if found:
            return found
    return ""


@functools.lru_cache(maxsize=256)
def _known(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    windows = WINDOWS_TO_OLSON.get(name)
    return windows if windows is not None else _by_lower_case().get(name.lower(), "")


@functools.cache
def _by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
