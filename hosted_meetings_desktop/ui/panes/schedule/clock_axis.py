"""The height of a calendar's days: where each moment stands, also where clocks skip an hour or show one twice.

All days that stand side by side share one axis, so that ten o'clock is at one height in all of them. An hour that
some of them have twice gets a place of its own; on days that lack an hour its place is void.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = 24 * 60
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day without a clock change: from ``start`` to ``end`` (UTC) the clock goes on from ``wall``.

    Attributes:
        wall: Minutes from the day's midnight as the clock shows them.
    """

    start: datetime
    end: datetime
    wall: float

    @property
    def wall_end(self) -> float:
        """What the clock shows at the end, in minutes from midnight."""
        return self.wall + _minutes(self.end - self.start)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the viewer's calendar; usually one stretch of 24 hours, on a clock change two."""

    day: date
    start: datetime
    end: datetime
    stretches: tuple[Stretch, ...]


def calendar_day(day: date, zone: tzinfo | None) -> CalendarDay:
    """Return a day as ``zone`` has it (None: this PC's)."""
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    stretches: list[Stretch] = []
    begun = start
    while begun < end:
        until = _next_change(begun, end, zone)
        shown = begun.astimezone(zone).replace(tzinfo=None)
        stretches.append(Stretch(begun, until, _minutes(shown - datetime.combine(day, time()))))
        begun = until
    return CalendarDay(day, start, end, tuple(stretches))


def day_start(day: date, zone: tzinfo | None) -> datetime:
    """Return the first moment of a day, aware UTC."""
    naive = datetime.combine(day, time())
    return (naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()).astimezone(UTC)


def _next_change(start: datetime, end: datetime, zone: tzinfo | None) -> datetime:
    """Return when the clock is put on or back after ``start``, ``end`` where it is not before."""
    second = timedelta(seconds=1)
    offset = start.astimezone(zone).utcoffset()
    if (end - second).astimezone(zone).utcoffset() == offset:
        return end
    low, high = start, end - second
    while high - low > second:
        middle = low + timedelta(seconds=(high - low) // (2 * second))
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True, slots=True)
class Repeat:
    """Clock time that one of the days has twice, in minutes from midnight."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """How long the second time takes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a day whose moments follow each other on the axis: minute by minute from ``top``."""

    start: datetime
    end: datetime
    top: float

    @property
    def bottom(self) -> float:
        """Where it ends on the axis."""
        return self.top + _minutes(self.end - self.start)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis where the clock shows a full hour (``wall`` in minutes from midnight).

    Attributes:
        again: Whether this is the second time that the clock shows it.
    """

    position: float
    wall: float
    again: bool = False


class DayAxis:
    """Places in minutes from the top, for days that stand side by side."""

    def __init__(self, days: Sequence[CalendarDay]) -> None:
        self.days = tuple(days)
        found = {repeat for day in days for repeat in _repeats(day)}
        self.repeats = tuple(sorted(found, key=lambda one: (one.end, one.start)))
        self.length = DAY + sum(repeat.length for repeat in self.repeats)
        self._runs = tuple(self._runs_of(day) for day in days)
        self._voids = tuple(self._voids_of(runs) for runs in self._runs)

    # ---- moments
    def position(self, day: int, at: datetime, *, end: bool = False) -> float:
        """Return where a moment of a day stands; what lies outside the day stands at its first or last.

        Args:
            day: Which of the days, by number.
            at: Aware.
            end: Whether something ends then: a change of clocks puts what begins at it elsewhere.
        """
        runs = self._runs[day]
        if not runs:
            return 0
        for run in runs:
            if at < run.end or (end and at == run.end):
                return run.top + max(0.0, _minutes(at - run.start))
        return runs[-1].bottom

    def time_at(self, day: int, position: float) -> datetime:
        """Return the moment at a place; in a void the one that follows."""
        runs = self._runs[day]
        if not runs:
            return self.days[day].start
        for run in runs:
            if position < run.bottom:
                return run.start + timedelta(minutes=max(0.0, position - run.top))
        return runs[-1].end

    def voids(self, day: int) -> tuple[tuple[float, float], ...]:
        """Return the places from-to that a day does not have."""
        return self._voids[day]

    # ---- the clock
    def marks(self, step: int = _HOUR) -> list[Mark]:
        """Return every place where the clock shows a multiple of ``step`` minutes, from the top."""
        found = [Mark(self._main(wall), wall) for wall in range(0, DAY, step)]
        for repeat in self.repeats:
            first = -int(-repeat.start // step) * step
            found += [
                Mark(self._second(repeat, wall), wall % DAY, again=True)
                for wall in range(first, int(repeat.end), step)
            ]
        return sorted(found, key=lambda mark: (mark.position, mark.again))

    def snapped(self, position: float, step: int) -> float:
        """Return the nearest place at which the clock shows a multiple of ``step`` minutes."""
        position = min(max(position, 0.0), self.length)
        before = 0.0
        for repeat in self.repeats:
            top = repeat.end + before
            if position < top:
                break
            if position < top + repeat.length:
                wall = repeat.start + position - top
                return self._second(repeat, min(max(_rounded(wall, step), repeat.start), repeat.end))
            before += repeat.length
        return self._main(
            _rounded(position - before, step), end=_rounded(position - before, step) > position - before
        )

    def _main(self, wall: float, *, end: bool = False) -> float:
        """Return where a clock time stands that is not a second one."""
        return wall + sum(r.length for r in self.repeats if (r.end < wall if end else r.end <= wall))

    def _second(self, repeat: Repeat, wall: float) -> float:
        before = sum(r.length for r in self.repeats[: self.repeats.index(repeat)])
        return repeat.end + before + wall - repeat.start

    # ---- one day
    def _runs_of(self, day: CalendarDay) -> tuple[Run, ...]:
        runs: list[Run] = []
        back: Repeat | None = None
        for number, stretch in enumerate(day.stretches):
            start, wall = stretch.start, stretch.wall
            before = day.stretches[number - 1] if number else None
            if before is not None and wall < before.wall_end:
                back = Repeat(wall, before.wall_end)
                until = min(stretch.end, start + timedelta(minutes=back.end - wall))
                runs.append(Run(start, until, self._second(back, wall)))
                start, wall = until, back.end
            runs += self._main_runs(start, stretch.end, wall)
        return tuple(run for run in runs if run.start < run.end)

    def _main_runs(self, start: datetime, end: datetime, wall: float) -> list[Run]:
        """Cut a stretch where the axis has a place for second times."""
        runs: list[Run] = []
        for cut in sorted({repeat.end for repeat in self.repeats}):
            until = start + timedelta(minutes=cut - wall)
            if start < until < end:
                runs.append(Run(start, until, self._main(wall)))
                start, wall = until, cut
        return [*runs, Run(start, end, self._main(wall))]

    def _voids_of(self, runs: tuple[Run, ...]) -> tuple[tuple[float, float], ...]:
        voids, reached = [], 0.0
        for run in sorted(runs, key=lambda one: one.top):
            if run.top > reached:
                voids.append((reached, run.top))
            reached = max(reached, run.bottom)
        if reached < self.length:
            voids.append((reached, self.length))
        return tuple(voids)


def _repeats(day: CalendarDay) -> list[Repeat]:
    pairs = zip(day.stretches, day.stretches[1:], strict=False)
    return [Repeat(then.wall, first.wall_end) for first, then in pairs if then.wall < first.wall_end]


def _rounded(wall: float, step: int) -> float:
    return float(int(wall / step + 0.5) * step)


def _minutes(length: timedelta) -> float:
    return length.total_seconds() / 60
