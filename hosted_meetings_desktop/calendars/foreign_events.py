"""Reads one event of somebody's calendar, as far as it says when it is, how it repeats and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from icalendar import Event, vDDDLists, vDDDTypes, vDuration, vInt, vRecur

from hosted_meetings_desktop.calendars.budget import Budget
from hosted_meetings_desktop.calendars.file_lines import Component, Line, Problems
from hosted_meetings_desktop.calendars.rules import MAX_TIMES
from hosted_meetings_desktop.calendars.zone_names import UNREADABLE, Zones, zone_key

FLOATING = "X-FLOATING"
"""Put into events whose start names no zone."""
MAX_RULES = 20
"""Of one event. There is mostly one; the standard asks for no more."""
_LONGEST_RULE = 300
_COST_OF_TIME = 10
"""Of one in a list: what the libraries do with each."""
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
_LISTS = frozenset({"RDATE", "EXDATE"})
_TEXTS = frozenset({"UID", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"})
WANTED = _TIMES | _LISTS | _TEXTS | {"RRULE", "SEQUENCE", "DURATION"}
_UNTIL = re.compile(r"(?i)(?<=UNTIL=)(\d{8})(T\d{6})?(Z)?")


class UnreadableEvent(Exception):
    """An event cannot be used; says why, and where."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Source:
    """What a calendar says for all its events.

    Attributes:
        usual: The zone of times that name none.
        budget: What may be spent on reading.
        instead_of_utc: X-WR-TIMEZONE: in which zone times are meant that are given in UTC.
        cancelled: Whether it cancels what it names.
        assumed: Unknown zones that were told already.
    """

    zones: Zones
    usual: tzinfo
    problems: Problems
    assumed: set[str]
    budget: Budget
    instead_of_utc: tzinfo | None = None
    cancelled: bool = False

    def zone(self, line: Line, parameters: Any) -> tzinfo | None:
        """Return the zone that a line names, None where it names none or one that is not known; tell the latter."""
        name = str(parameters.get("TZID", ""))
        if not name:
            return None
        zone = self.zones.find(name)
        if zone is None and name not in self.assumed:
            self.assumed.add(name)
            self.problems.add(
                line.number, f'The time zone "{name[:80]}" is not known; {zone_key(self.usual)} was assumed'
            )
        return zone

    def placed(self, moment: Any) -> Any:
        """Return a time with its zone; whole days and lengths as they are."""
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo is None:
            return moment.replace(tzinfo=self.usual)
        if self.instead_of_utc is not None and zone_key(moment.tzinfo) == "UTC":
            return moment.astimezone(self.instead_of_utc)
        return moment


def foreign_event(component: Component, source: Source) -> Event:
    """Return an event with the values that matter, its times aware or whole days; texts as they are.

    Raises:
        UnreadableEvent: it has no start, or a time that cannot be read.
        InputProblem: the budget is spent.
    """
    event = Event()
    rules: list[Line] = []
    listed = dict.fromkeys(_LISTS, 0)
    for line in component.lines:
        source.budget.take(line.cost)
        try:
            if line.name == "RRULE":
                rules.append(line)
            elif line.name in _TIMES:
                _add_time(event, line, source)
            elif line.name in _LISTS:
                listed[line.name] = _add_list(event, line, source, listed[line.name])
            else:
                _add_plain(event, line)
        except UNREADABLE as error:
            if line.name not in _TEXTS and line.name != "SEQUENCE":
                raise UnreadableEvent(line.number, f"{line.name} cannot be read; the event was left out") from error
    if "DTSTART" not in event:
        raise UnreadableEvent(component.number, "An event without a start was left out")
    if source.cancelled:
        event["STATUS"] = "CANCELLED"
    if len(rules) > MAX_RULES:
        raise UnreadableEvent(rules[MAX_RULES].number, f"An event has more than {MAX_RULES} rules; it was left out")
    for line in rules:
        _add_rule(event, line)
    return event


def _add_plain(event: Event, line: Line) -> None:
    value = line.shortened().parts()[1]
    if line.name == "DURATION":
        event[line.name] = vDuration(vDuration.from_ical(value.strip()))  # type: ignore[no-untyped-call]
    elif line.name == "SEQUENCE":
        event[line.name] = vInt.from_ical(value.strip())
    elif line.name in _TEXTS:
        event.setdefault(line.name, value)


def _add_time(event: Event, line: Line, source: Source) -> None:
    parameters, value = line.parts()
    moment = vDDDTypes.from_ical(value.strip(), source.zone(line, parameters))  # type: ignore[no-untyped-call]
    if not isinstance(moment, date):
        raise TypeError(line.name)
    placed = vDDDTypes(source.placed(moment))
    if line.name == "RECURRENCE-ID" and str(parameters.get("RANGE", "")).upper() == "THISANDFUTURE":
        placed.params["RANGE"] = "THISANDFUTURE"
    if line.name == "DTSTART" and isinstance(moment, datetime) and moment.tzinfo is None:
        event[FLOATING] = True
    event[line.name] = placed


def _add_list(event: Event, line: Line, source: Source, before: int) -> int:
    """Add the times of one line, and return how many its event has listed with it; an empty line counts as one."""
    listed = before + line.text.count(",") + 1
    if listed > MAX_TIMES:
        raise UnreadableEvent(line.number, f"An event lists more than {MAX_TIMES:,} times; it was left out")
    source.budget.take(_COST_OF_TIME * (listed - before))
    parameters, value = line.parts()
    zone = source.zone(line, parameters)
    found: list[Any] = []
    for text in filter(None, (each.strip() for each in value.split(","))):
        read = vDDDTypes.from_ical(text, zone)  # type: ignore[no-untyped-call]
        found.append(tuple(map(source.placed, read)) if isinstance(read, tuple) else source.placed(read))
    if found:
        event.setdefault(line.name, []).append(vDDDLists(found))
    return listed


def _add_rule(event: Any, line: Line) -> None:
    start: date = event["DTSTART"].dt

    def in_utc(match: re.Match[str]) -> str:
        # A last day without a time includes that day; libraries would take it for its midnight.
        if match[3] or not isinstance(start, datetime):
            return match[0]
        until = datetime.strptime(match[1] + (match[2] or "T235959"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 (local)
        return f"{until.replace(tzinfo=start.tzinfo).astimezone(UTC):%Y%m%dT%H%M%SZ}"

    try:
        value = line.parts()[1].strip()
        if len(value) > _LONGEST_RULE:
            raise UnreadableEvent(line.number, "An event's rule is too long; it was left out")
        rule = vRecur.from_ical(_UNTIL.sub(in_utc, value))
        if "FREQ" not in rule:
            raise UnreadableEvent(line.number, "An event's rule does not say how often; it was left out")
        event.add("RRULE", rule)
    except UNREADABLE as error:
        raise UnreadableEvent(line.number, "RRULE cannot be read; the event was left out") from error
