"""Which meeting of a series somebody has in hand, and what a change of others with it begins from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence
from hosted_meetings_desktop.domain.series import Scope, Series
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """A meeting's place in its series.

    Attributes:
        times: All times of the series by its rule, in order; at least one.
        wall: The meeting's time by rule, naive, in the zone of the series.
        planned: When the meeting is, by the same clock; another time where it was moved.
        left_out: The times by rule that are not held.
        moved: Those that are held at another time, aware UTC.
        shared: Whether the series has one room, and so the same people for all of it.
    """

    series: Series
    times: tuple[Occurrence, ...]
    wall: datetime
    planned: datetime
    left_out: frozenset[datetime] = frozenset()
    moved: Mapping[datetime, datetime] = field(default_factory=dict)
    shared: bool = False

    @property
    def index(self) -> int:
        """The meeting's place, from 0."""
        return next((place for place, each in enumerate(self.times) if each.wall >= self.wall), 0)

    def concerned(self, scope: Scope) -> int:
        """Return for how many times of the rule a change is meant."""
        return {Scope.THIS: 1, Scope.FOLLOWING: len(self.times) - self.index, Scope.ALL: len(self.times)}[scope]

    def first(self, scope: Scope, start: datetime) -> datetime:
        """Return the first time of the rule that a change holds for, where the meeting itself is put to ``start``.

        Both are naive; the others move as far as the meeting does.
        """
        return self._from(scope) + (start - self.planned)

    def first_before(self, scope: Scope) -> datetime:
        """Likewise, as it is now."""
        return self._from(scope)

    def rule(self, scope: Scope) -> Recurrence:
        """Return the rule that a change holds for, as it is now."""
        rule = self.series.recurrence
        if scope is not Scope.FOLLOWING or rule.count is None:
            return rule
        return replace(rule, count=self.concerned(scope))

    def origins(
        self, times: Sequence[Occurrence], scope: Scope, start: datetime, *, new_rule: bool
    ) -> dict[date, datetime]:
        """Return which time of the rule as it is now each day of the rule as it would be comes from, where it does.

        Args:
            times: By the rule as it would be.
            scope: How much of the series is meant.
            start: Where the meeting is put, naive.
            new_rule: Whether it is another rule, and not only put elsewhere.
        """
        before = [each.wall for each in self.times]
        if not new_rule:
            first = before.index(self._from(scope))
            return {after.wall.date(): wall for after, wall in zip(times, before[first:], strict=False)}
        shift, known = start - self.planned, set(before)
        return {each.wall.date(): each.wall - shift for each in times if each.wall - shift in known}

    def _from(self, scope: Scope) -> datetime:
        return self.times[0 if scope is Scope.ALL else self.index].wall


async def find_place(service: PlanningService, meeting: Meeting) -> SeriesPlace | None:
    """Return a meeting's place in its series; None where it is in none, or the series is not there any more.

    Raises:
        AppError: it cannot be read.
    """
    if meeting.series_id is None or meeting.wall is None:
        return None
    series = await service.series(meeting.series_id)
    if series is None:
        return None
    times = await service.occurrences(series.starts, series.zone, series.recurrence)
    held = await service.held_times(series.id)
    return SeriesPlace(
        series,
        times,
        meeting.wall,
        wall_of(meeting.schedule),
        frozenset(each.wall for each in times if each.wall not in held),
        {each.wall: held[each.wall] for each in times if held.get(each.wall, each.starts_at) != each.starts_at},
        meeting.room_of is not None,
    )


def wall_of(schedule: Schedule) -> datetime:
    """Return the start as the clock in its zone shows it, naive."""
    return schedule.starts_at.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None, fold=0)
