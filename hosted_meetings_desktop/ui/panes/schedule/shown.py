"""From what was loaded and what somebody chose to see, to what the views show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.ui.panes.schedule.board import Board, Column, Side, make_board, same
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import CalendarDay
from hosted_meetings_desktop.ui.panes.schedule.month_board import MonthBoard, make_month

_WEEKDAYS = frozenset(range(1, 6))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the service said of a window of time."""

    begin: datetime
    end: datetime
    entries: tuple[CalendarEntry, ...] = ()
    busy: tuple[BusyTime, ...] = ()
    hosts: tuple[str, ...] = ()
    availabilities: tuple[Availability, ...] = ()
    places: tuple[str, ...] = ()

    def covers(self, begin: datetime, end: datetime) -> bool:
        """Return whether a window lies within this one."""
        return self.begin < self.end and self.begin <= begin and end <= self.end

    def with_change(self, meeting: Meeting) -> Loaded:
        """Return the same with one meeting as it is now."""
        schedule = meeting.schedule
        changed = (
            replace(
                one,
                starts_at=schedule.starts_at,
                ends_at=schedule.ends_at,
                host=meeting.host,
                place=meeting.place,
                sync=meeting.sync,
                cancelled=meeting.cancelled,
            )
            if one.meeting_id == meeting.id
            else one
            for one in self.entries
        )
        return replace(self, entries=tuple(changed))

    @property
    def all_hosts(self) -> tuple[str, ...]:
        """The clinic's hosts in its order, then others who have meetings here; empty for meetings without one."""
        found = list(self.hosts)
        known = {host.strip().casefold() for host in found}
        for host in sorted({entry.host for entry in self.entries}):
            if host.strip().casefold() not in known:
                known.add(host.strip().casefold())
                found.append(host)
        return tuple(sorted(found, key=lambda host: not host.strip()))

    @property
    def work_days(self) -> frozenset[int]:
        """The weekdays on which the clinic sees people, 1 for Monday to 7."""
        clinic = next((each for each in self.availabilities if not each.host), None)
        if clinic is None:
            return _WEEKDAYS
        return frozenset(number for number, spans in enumerate(clinic.hours, start=1) if spans)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to see.

    Attributes:
        hidden: The hosts whose meetings are not shown.
    """

    side: Side = Side.HOSTS
    hidden: frozenset[str] = frozenset()
    cancelled: bool = True

    def hosts(self, loaded: Loaded) -> tuple[str, ...]:
        """Return the hosts that are shown; all where all would be hidden."""
        shown = tuple(host for host in loaded.all_hosts if host not in self.hidden)
        return shown or loaded.all_hosts

    def only_host(self, loaded: Loaded) -> str:
        """Return the one host that is shown, empty where there are several."""
        shown = self.hosts(loaded)
        return shown[0] if len(shown) == 1 else ""

    def entries(self, loaded: Loaded) -> tuple[CalendarEntry, ...]:
        """Return what is shown of what was loaded."""
        shown = {host.strip().casefold() for host in self.hosts(loaded)}
        everyone = len(shown) == len(loaded.all_hosts)
        return tuple(
            entry
            for entry in loaded.entries
            if (everyone or entry.host.strip().casefold() in shown) and (self.cancelled or not entry.cancelled)
        )

    def is_empty(self, loaded: Loaded, begin: datetime, end: datetime) -> bool:
        """Return whether it is known that nothing is shown of a window."""
        shown = self.entries(loaded)
        return loaded.covers(begin, end) and not any(one.starts_at < end and one.ends_at > begin for one in shown)

    def busy(self, loaded: Loaded) -> tuple[BusyTime, ...]:
        """Return the busy times of those who are shown."""
        hosts = self.hosts(loaded)
        return tuple(each for each in loaded.busy if any(same(each.host, host) for host in hosts))


def board_of(loaded: Loaded, choice: Choice, days: Sequence[CalendarDay], *, side_by_side: bool) -> Board:
    """Return the hours of some days; of one day with hosts or places side by side."""
    entries = choice.entries(loaded)
    columns = [Column(number) for number in range(len(days))]
    if side_by_side:
        names = choice.hosts(loaded) if choice.side is Side.HOSTS else places_of(entries, days, loaded.places)
        columns = [Column(0, choice.side, name) for name in names] or columns
    return make_board(
        days,
        columns,
        entries,
        busy=choice.busy(loaded),
        availabilities=loaded.availabilities,
        only_host=choice.only_host(loaded),
        known=loaded.covers(days[0].start, days[-1].end),
    )


def places_of(entries: Iterable[CalendarEntry], days: Sequence[CalendarDay], known: Iterable[str] = ()) -> list[str]:
    """Return the rooms on site that are used on some days, and the others that are known, by name; last none."""
    found = {place.strip().casefold(): place for place in known if place.strip()}
    for entry in entries:
        if days and entry.starts_at < days[-1].end and entry.ends_at > days[0].start:
            found.setdefault(entry.place.strip().casefold(), entry.place)
    return [found[key] for key in sorted(found, key=lambda key: (not key, key))]


def month_of(loaded: Loaded, choice: Choice, month: date, days: Sequence[CalendarDay]) -> MonthBoard:
    """Return a month."""
    return make_month(
        month,
        days,
        choice.entries(loaded),
        availabilities=loaded.availabilities,
        only_host=choice.only_host(loaded),
    )
