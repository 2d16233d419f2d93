"""Reads other people's calendars: what is held in a given time, series expanded; a bad event costs only itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from icalendar import Calendar
from recurring_ical_events import CalendarQuery, ComponentsWithName

from hosted_meetings_desktop.calendars.budget import Budget
from hosted_meetings_desktop.calendars.file_lines import (
    CalendarPart,
    Component,
    Line,
    Problems,
    Stopped,
    take_apart,
)
from hosted_meetings_desktop.calendars.foreign_events import (
    FLOATING,
    WANTED,
    Source,
    UnreadableEvent,
    foreign_event,
)
from hosted_meetings_desktop.calendars.recurrences import known_zone
from hosted_meetings_desktop.calendars.rules import MAX_TIMES, Steps, TooMuch, TooOften, counted_series
from hosted_meetings_desktop.calendars.zone_names import UNREADABLE, Zones, iana_name, zone_key
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import FoundEvent, ReadCalendar

MAX_FOUND = 20_000
"""Events in the time that was asked for; more than any calendar can show."""
MAX_CHANGED_FROM = 200
"""How often a series may be changed from one of its times on: all of them are gone through for each of its times."""
MAX_TITLE = 500
MAX_NOTE = 5_000
_BETWEEN_LOOKS = 50
_GROUPS_BETWEEN_LOOKS = 1_000
_MARGIN = timedelta(days=3)
"""More than zones differ: what is read a little too early or late is sorted out at the end."""
_REPEATING = frozenset({"RRULE", "RDATE", "RECURRENCE-ID"})
_DAY = re.compile(r"(?:.*:)?(\d{8})")
_SHORTER = "Nothing was kept. Read a shorter time of it."

_Group = list[tuple[Component, Source]]


def read(
    data: bytes,
    *,
    starts_from: datetime,
    starts_before: datetime,
    zone: str,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> ReadCalendar:
    """Read a calendar file, as ``Calendars.read`` says.

    Raises:
        InputProblem: it is no calendar, too large, or holds more than can be shown; or it was stopped.
    """
    home = known_zone(zone)
    problems = Problems()
    pace = _Pace(progress, stop)
    parts = take_apart(data, WANTED, problems, pace.found)
    reader = _Reader(starts_from, starts_before, home, problems, pace.look)
    groups = list(reader.groups(parts))
    found: list[FoundEvent] = []
    pace.begin(sum(map(len, groups)))
    for group in groups:
        found.extend(reader.events(group))
        if len(found) > MAX_FOUND:
            raise InputProblem("file", f"The calendar holds more than {MAX_FOUND:,} events in this time", _SHORTER)
        pace.go_on(len(group))
    pace.end()
    found.sort(key=lambda event: (event.starts_at, event.ends_at, event.title, event.uid))
    name = next((name for part in parts for name in (part.value("NAME"), part.value("X-WR-CALNAME")) if name), "")
    return ReadCalendar(name[:MAX_TITLE], tuple(found), problems.all())


class _Pace:
    """Tells how far the reading is, and ends it when somebody asks to stop."""

    def __init__(self, progress: Callable[[int, int | None], None], stop: Callable[[], bool]) -> None:
        self._progress = progress
        self._stop = stop
        self._done = 0
        self._told = 0
        self._total: int | None = None

    def look(self) -> None:
        """Tell again how far it is: whoever is told sees that it goes on.

        Raises:
            Stopped: somebody asked for it.
        """
        if self._stop():
            raise Stopped
        self._progress(self._done, self._total)

    def found(self, events: int) -> None:
        """While the file is taken apart, tell how many events it has so far."""
        self._done = events
        self.look()

    def begin(self, total: int) -> None:
        """Begin to read events."""
        self._done, self._total = 0, total
        self._progress(0, total)

    def go_on(self, events: int) -> None:
        """Count events that were read."""
        self._done += events
        if self._done - self._told >= _BETWEEN_LOOKS:
            self._told = self._done
            self.look()

    def end(self) -> None:
        """Tell that all were read."""
        self._progress(self._total or 0, self._total)


class _Reader:
    """Reads groups of events for a span of time."""

    def __init__(
        self, start: datetime, before: datetime, home: tzinfo, problems: Problems, look: Callable[[], None]
    ) -> None:
        self._start = start.astimezone(UTC)
        self._before = before.astimezone(UTC)
        self._home = home
        self._problems = problems
        self._look = look
        self._budget = Budget(look)
        self._steps = Steps(look)
        self._selected = [ComponentsWithName("VEVENT", series=counted_series(self._steps))]
        self._seen: set[FoundEvent] = set()
        self._days = _day_number(self._start - _MARGIN), _day_number(self._before + _MARGIN)

    def groups(self, parts: Iterable[CalendarPart]) -> Iterator[_Group]:
        """Yield what belongs together: a series with its changed times, or a single event."""
        series: dict[str, _Group] = defaultdict(list)
        assumed: set[str] = set()
        for place, part in enumerate(parts):
            own = iana_name(part.value("X-WR-TIMEZONE"))
            own_zone = known_zone(own) if own else None
            source = Source(
                zones=Zones(part.zones, self._budget.take),
                usual=own_zone or self._home,
                problems=self._problems,
                assumed=assumed,
                budget=self._budget,
                instead_of_utc=own_zone,
                cancelled=part.value("METHOD").upper() == "CANCEL",
            )
            for number, component in enumerate(part.events):
                uid = component.first("UID")
                series[uid.text if uid is not None else f"{place} {number}"].append((component, source))
        for number, group in enumerate(series.values(), 1):
            if number % _GROUPS_BETWEEN_LOOKS == 0:
                self._look()
            if any(line.name in _REPEATING for component, _ in group for line in component.lines):
                yield group
            else:
                # Some programs give all their events the same UID.
                latest = max(_sequence(component) for component, _ in group)
                yield from ([each] for each in group if _sequence(each[0]) == latest and self._may_be_inside(each[0]))

    def _may_be_inside(self, component: Component) -> bool:
        """Tell by its days alone whether a single event may be held in the time in question: most are not."""
        first, last = self._days
        start_line, end_line = component.first("DTSTART"), component.first("DTEND")
        start, end = _day_of(start_line), _day_of(end_line)
        if start is None:
            return True
        if end is None:
            if end_line is not None or component.first("DURATION") is not None:
                return start <= last
            end = start
        return min(start, end) <= last and max(start, end) >= first

    def events(self, group: _Group) -> list[FoundEvent]:
        """Return what a group holds in the time in question; note what cannot be read of it."""
        self._steps.next_event()
        line = group[0][0].number
        if len(group) > MAX_TIMES:
            self._problems.add(line, f"An event has more than {MAX_TIMES:,} changed times; it was left out")
            return []
        calendar = Calendar()
        for component, source in group:
            try:
                calendar.add_component(foreign_event(component, source))
            except UnreadableEvent as error:
                self._problems.add(error.line, error.problem)
        changed_from = sum(
            "RANGE" in each["RECURRENCE-ID"].params for each in calendar.events if "RECURRENCE-ID" in each
        )
        if changed_from > MAX_CHANGED_FROM:
            self._problems.add(
                line, f"An event was changed from a day on more than {MAX_CHANGED_FROM} times; it was left out"
            )
            return []
        try:
            query = CalendarQuery(calendar, components=self._selected)
            times = query.between(self._start - _MARGIN, self._before + _MARGIN)
            if self._steps.exhausted:
                self._problems.add(
                    line, "An event's rule holds too often, or never again; some of its times are missing"
                )
            return [found for found in map(self._found, times) if self._is_new_inside(found)]
        except TooOften:
            self._problems.add(line, f"An event repeats more than {MAX_TIMES:,} times; it was left out")
        except TooMuch as error:
            raise InputProblem("file", "The calendar's events repeat too often to be shown", _SHORTER) from error
        except (*UNREADABLE, RecursionError):
            self._problems.add(line, "An event's times cannot be read; it was left out")
        return []

    def _is_new_inside(self, found: FoundEvent) -> bool:
        inside = found.starts_at < self._before and found.ends_at > self._start
        if not inside and not (found.starts_at == found.ends_at == self._start):
            return False
        if found in self._seen:
            return False
        self._seen.add(found)
        return True

    def _found(self, event: Any) -> FoundEvent:
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        all_day = not isinstance(start, datetime)
        free = event.get("TRANSP", "").upper() == "TRANSPARENT"
        free = free or event.get("X-MICROSOFT-CDO-BUSYSTATUS", "").upper() == "FREE"
        return FoundEvent(
            uid=event.get("UID", ""),
            title=" ".join(event.get("SUMMARY", "").split())[:MAX_TITLE],
            starts_at=self._moment(start),
            ends_at=self._moment(end),
            zone="" if all_day or FLOATING in event else zone_key(start.tzinfo),
            all_day=all_day,
            busy=not free and event.get("STATUS", "").upper() != "CANCELLED",
            note=event.get("DESCRIPTION", "").strip()[:MAX_NOTE],
        )

    def _moment(self, day_or_time: date | datetime) -> datetime:
        if not isinstance(day_or_time, datetime):
            day_or_time = datetime.combine(day_or_time, time(0), tzinfo=self._home)
        return day_or_time.astimezone(UTC)


def _sequence(component: Component) -> int:
    line = component.first("SEQUENCE")
    value = line.text.rpartition(":")[2].strip() if line is not None else ""
    return int(value[:9]) if value.isdecimal() else 0


def _day_number(moment: datetime) -> int:
    return moment.year * 10_000 + moment.month * 100 + moment.day


def _day_of(line: Line | None) -> int | None:
    match = _DAY.match(line.text) if line is not None else None
    return int(match[1]) if match is not None else None
