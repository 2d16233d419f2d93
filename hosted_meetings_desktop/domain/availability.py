"""When a host sees people: working hours, breaks and closed days, in the host's own zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.errors import InputProblem

DAYS = 7
MAX_REASON = 200
"""Characters that may tell why a day is closed."""

_DAY = 24 * 60
_LAST = timedelta.resolution


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a day, in wall-clock time; ``end`` is not part of it, midnight as an end is the day's."""

    start: time
    end: time

    @property
    def end_minute(self) -> int:
        """The end in minutes from midnight, up to 1440."""
        return self.end.hour * 60 + self.end.minute or 24 * 60

    @property
    def start_minute(self) -> int:
        """The start in minutes from midnight."""
        return self.start.hour * 60 + self.start.minute


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days without any visits, both ends included: holidays, leave."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """When one host, or the clinic, sees people.

    Attributes:
        host: As in a meeting's host; empty for the clinic: what holds for every host without hours of their own. The
            clinic's closed days hold for everybody.
        zone: IANA.
        hours: Seven days from Monday, each with its spans of work; a day without any is closed.
        breaks: Likewise, taken out of the hours.
        proposed: Whether nobody has decided it: something to begin with, to which no rule holds anybody.
    """

    host: str
    zone: str
    hours: tuple[tuple[Span, ...], ...]
    breaks: tuple[tuple[Span, ...], ...] = ((),) * DAYS
    closed: tuple[ClosedDays, ...] = ()
    proposed: bool = False

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            InputProblem: for the field to mend.
        """
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise InputProblem("zone", f"The time zone {self.zone} is not known on this PC") from error
        for field, week in (("hours", self.hours), ("breaks", self.breaks)):
            if len(week) != DAYS:
                raise InputProblem(field, "A week has seven days")
            for spans in week:
                if any(span.start_minute >= span.end_minute for span in spans):
                    raise InputProblem(field, "Each time has to end after it starts")
                if any(first.end_minute > then.start_minute for first, then in pairwise(sorted(spans))):
                    raise InputProblem(field, "Two times of one day overlap")
        if any(days.last < days.first for days in self.closed):
            raise InputProblem("closed", "The last closed day is before the first")
        if any(len(days.reason) > MAX_REASON for days in self.closed):
            raise InputProblem("closed", f"A reason can have up to {MAX_REASON} characters")

    def closed_on(self, day: date) -> ClosedDays | None:
        """Return why a day is closed, or None; a day without hours is not among them."""
        return next((days for days in self.closed if days.first <= day <= days.last), None)

    def closed_within(self, starts_at: datetime, ends_at: datetime) -> ClosedDays | None:
        """Return the first closed days that a time reaches into, or None; a time may go over midnight."""
        zone = ZoneInfo(self.zone)
        first = starts_at.astimezone(zone).date()
        last = max(first, (ends_at - _LAST).astimezone(zone).date())
        touched = [days for days in self.closed if days.first <= last and days.last >= first]
        return min(touched, key=lambda days: days.first, default=None)

    def closed_times(self) -> list[tuple[datetime, datetime]]:
        """Return the closed days as aware UTC, in order; they may overlap."""
        zone = ZoneInfo(self.zone)
        return sorted((_at(days.first, 0, zone), _at(days.last, _DAY, zone)) for days in self.closed)

    def work(self, starts_from: datetime, starts_before: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the times of work that touch a window, in order, as aware UTC.

        Hours are what the clock on the wall shows, also on the days the clocks change: what is skipped is not worked,
        what is repeated is worked twice. Times that touch each other, as over midnight, are one.
        """
        return (
            (start, end)
            for start, end in _joined(self._work(starts_from, starts_before))
            if start < starts_before and end > starts_from
        )

    def _work(self, starts_from: datetime, starts_before: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.zone)
        day = starts_from.astimezone(zone).date()
        last = starts_before.astimezone(zone).date()
        while day <= last:
            if self.closed_on(day) is None:
                yield from _moments(day, self.open_minutes(day.weekday()), zone)
            day += timedelta(days=1)

    def open_minutes(self, weekday: int) -> list[tuple[int, int]]:
        """Return the parts of a weekday that are worked, without its breaks, as minutes from midnight."""
        parts = [(span.start_minute, span.end_minute) for span in sorted(self.hours[weekday])]
        for pause in sorted(self.breaks[weekday]):
            taken = (pause.start_minute, pause.end_minute)
            parts = [
                (start, end)
                for first, last in parts
                for start, end in ((first, min(last, taken[0])), (max(first, taken[1]), last))
                if start < end
            ]
        return parts


def usual_hours(zone: str, host: str = "") -> Availability:
    """Return what a clinic starts with: Monday to Friday from eight to six."""
    day = (Span(time(8), time(18)),)
    return Availability(host, zone, (day,) * 5 + ((), ()))


def host_key(name: str) -> str:
    """Return what tells hosts apart: their names without regard to case and to blanks around them."""
    return name.strip().casefold()


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, time(0))
    return (midnight + timedelta(minutes=minute)).replace(tzinfo=zone).astimezone(UTC)


def _moments(day: date, parts: Iterable[tuple[int, int]], zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield parts of a day, in minutes on the wall, as aware UTC."""
    midnight = datetime.combine(day, time(0), UTC)
    parts = list(parts)
    for first, last, offset in _clocks(_at(day, 0, zone), _at(day, _DAY, zone), zone):
        for start, end in parts:
            opens = max(first, midnight + timedelta(minutes=start) - offset)
            closes = min(last, midnight + timedelta(minutes=end) - offset)
            if opens < closes:
                yield opens, closes


def _clocks(opens: datetime, closes: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime, timedelta]]:
    """Return a day as the parts in which the clock goes straight on; clocks change once in a day at most."""
    before, after = _offset(opens, zone), _offset(closes, zone)
    if before == after:
        return [(opens, closes, before)]
    low, high = opens, closes
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)
    return [(opens, change, before), (change, closes, after)]


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _joined(times: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """Yield times in order, those that touch or overlap as one."""
    held: tuple[datetime, datetime] | None = None
    for start, end in times:
        if held is not None and start <= held[1]:
            held = (held[0], max(held[1], end))
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held
