"""Series as their meetings: planned by a rule, changed from one meeting on, and nothing done by hand is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, SeriesId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.series import InSeries, Scope, Series
from hosted_meetings_desktop.services.series_times import moved_times, rest

_OWN_FIELDS = ("title", "host", "visit_type", "place", "invites", "record_on_start", "region", "public_title")


@dataclass(frozen=True, slots=True)
class _Moving:
    """How the meetings of a series are put elsewhere.

    Attributes:
        meeting: The one in hand, as it was.
        draft: What it shall be.
        walls: Where the times by rule go to; those that are not there any more are not in it.
        target: The series that they belong to then.
        old: Their times by the rule as it was.
        coming: Those of them that are put elsewhere, if any; what comes before them stays.
    """

    meeting: Meeting
    draft: MeetingDraft
    walls: Mapping[datetime, Occurrence]
    target: Series
    old: Mapping[datetime, Occurrence]
    coming: Sequence[Occurrence]

    def leaves(self, wall: datetime) -> bool:
        """Return whether a time by rule comes before those that are put elsewhere."""
        return not self.coming or wall < self.coming[0].wall

    def was_moved(self, row: Meeting) -> bool:
        """Return whether somebody put it elsewhere by hand: by the moment, which no change of the clock blurs."""
        by_rule = None if row.wall is None else self.old.get(row.wall)
        return by_rule is None or row.schedule.starts_at != by_rule.starts_at


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """Writes series, inside one transaction."""

    lib: Library
    calendars: Calendars
    now: datetime

    # ---- planning
    def plan(
        self, draft: MeetingDraft, recurrence: Recurrence, carrier: MeetingId | None, left_out: frozenset[datetime]
    ) -> tuple[Series, list[Meeting]]:
        """Keep a new series with all its meetings.

        Args:
            draft: The first of them.
            recurrence: The rule.
            carrier: What has the room and the people of all; None where each meeting has its own.
            left_out: Times by rule that are not held, naive.

        Raises:
            InputProblem: the rule cannot be used, or nothing of it is left.
        """
        first = wall_of(draft.schedule)
        occurrences = self.calendars.occurrences(first, draft.schedule.zone, recurrence)
        series = Series(SeriesId(new_id()), first, draft.schedule.duration, draft.schedule.zone, recurrence)
        self.lib.plans.keep_series(series)
        held = [each for each in occurrences if each.wall not in left_out]
        if not held:
            raise AppError("Nothing is left of this series", "Nothing was planned. Leave fewer times out.")
        return series, [self._add(draft, each, series, carrier) for each in held]

    def add_carrier(self, draft: MeetingDraft) -> MeetingId:
        """Make what has the room and the people of a series."""
        carrier = MeetingId(new_id())
        self.lib.meetings.add_carrier(carrier, draft, now=self.now)
        return carrier

    def _add(self, draft: MeetingDraft, occurrence: Occurrence, series: Series, carrier: MeetingId | None) -> Meeting:
        schedule = Schedule(occurrence.starts_at, draft.schedule.duration, draft.schedule.zone)
        people = draft.invitees if carrier else _as_new(draft.invitees)
        place = InSeries(series.id, occurrence.wall, carrier)
        own = replace(draft, schedule=schedule, invitees=people)
        return self.lib.meetings.add(MeetingId(new_id()), own, now=self.now, place=place)

    # ---- changing
    def change(
        self,
        meeting: Meeting,
        draft: MeetingDraft,
        scope: Scope,
        recurrence: Recurrence | None,
        left_out: frozenset[datetime] | None = None,
    ) -> list[Meeting]:
        """Change a meeting of a series and those that are meant with it; returns what was written.

        What was changed by hand stays: a meeting that was moved or left out is still moved or left out, and what
        was set for one meeting alone is not overwritten. Where nothing is planned otherwise, but only other times are
        left out or people are written to or not, the rest of a series does not become one of its own.

        Args:
            meeting: The one in hand, as it is.
            draft: What it shall be.
            scope: Which others are meant.
            recurrence: Another rule from there on; None to keep it.
            left_out: All times from there on, by the rule as it is then, that are not held: naive. A meeting of such
                a time is cancelled, or forgotten where nobody outside has heard of it, the one in hand excepted; any
                other time is held again or planned anew. None leaves that as it is, as are times that have begun.
        """
        series = self._series(meeting)
        if scope is Scope.THIS or series is None:
            return [self.lib.meetings.change(meeting.id, draft, now=self.now)]
        old = self.calendars.occurrences(series.starts, series.zone, series.recurrence)
        start = 0 if scope is Scope.ALL else _index(old, meeting.wall)
        if recurrence is None and _plans_the_same(meeting, draft):
            target, times = series, tuple(old[start:])
            written = self._tell_or_not(meeting, draft, times)
        else:
            adds = left_out is None
            target, times, written = self._replan(meeting, draft, series, old, start, recurrence, adds=adds)
        if left_out is None:
            return written
        touched = self._hold(target, times, left_out, meeting, draft)
        rest = [touched.pop(each.id, each) for each in written]
        return [each for each in (*rest, *touched.values()) if each is not None]

    def _tell_or_not(self, meeting: Meeting, draft: MeetingDraft, times: Sequence[Occurrence]) -> list[Meeting]:
        """Let people be written to, or not any more."""
        if draft.invites is meeting.invites or meeting.series_id is None:
            return []
        walls = {each.wall for each in times}
        return [
            self.lib.meetings.change(row.id, replace(draft_of(row), invites=draft.invites), now=self.now)
            for row in self.lib.meetings.of_series(meeting.series_id)
            if row.wall in walls and row.invites is meeting.invites
        ]

    def _hold(
        self,
        series: Series,
        times: Sequence[Occurrence],
        left_out: frozenset[datetime],
        meeting: Meeting,
        draft: MeetingDraft,
    ) -> dict[MeetingId, Meeting | None]:
        """Leave times out, or hold them again; returns what became of the meetings, None where one was forgotten."""
        rows = {row.wall: row for row in self.lib.meetings.of_series(series.id)}
        found: dict[MeetingId, Meeting | None] = {}
        for time in times:
            row, out = rows.get(time.wall), time.wall in left_out
            if row is None:
                if not out and time.starts_at > self.now:
                    made = self._add(draft, time, series, meeting.room_of)
                    found[made.id] = made
            elif row.cancelled is not out and row.schedule.starts_at > self.now:
                now_so = self.lib.meetings.set_cancelled(row.id, cancelled=out, now=self.now)
                forgotten = out and row.id != meeting.id and self.lib.meetings.forget_if_unsent(row.id)
                found[row.id] = None if forgotten else now_so
        return found

    def _replan(
        self,
        meeting: Meeting,
        draft: MeetingDraft,
        series: Series,
        old: Sequence[Occurrence],
        start: int,
        recurrence: Recurrence | None,
        *,
        adds: bool,
    ) -> tuple[Series, tuple[Occurrence, ...], list[Meeting]]:
        """Put meetings from one of its times on elsewhere; returns their series, its times, and what was written.

        The one in hand is the first of them. ``adds`` says whether times that come with another rule are planned.
        What is over stays as it is, in its series: where it does not fit what comes now, that is another series.
        """
        rows = self.lib.meetings.of_series(series.id)
        rows = tuple(row for row in rows if row.wall is not None and row.wall >= old[start].wall)
        shift, zone = wall_of(draft.schedule) - wall_of(meeting.schedule), draft.schedule.zone
        first = old[start].wall + shift
        new = None if recurrence is None else self.calendars.occurrences(first, zone, recurrence)
        cut = self._first_to_come(old, start, series.duration)
        same = not shift and (zone, draft.schedule.duration) == (series.zone, meeting.schedule.duration)
        if same and (new is None or {each.wall for each in old[start:cut]} <= {each.wall for each in new}):
            cut = start
        walls: dict[datetime, Occurrence] = {}
        if new is not None and recurrence is not None:
            skipped = self._first_to_come(new, 0, draft.schedule.duration) if cut > start else 0
            rule, new = rest(recurrence, len(new), skipped), new[skipped:]
            by_wall = {each.wall: each for each in new}
            walls = {each.wall: by_wall[each.wall + shift] for each in old[cut:] if each.wall + shift in by_wall}
        elif cut < len(old):
            rule, walls = moved_times(self.calendars, old[cut:], shift, zone, rest(series.recurrence, len(old), cut))
            new = tuple(walls.values())
        target = series
        if new:
            name = self._split(series, cut) if cut else series.id
            target = Series(name, new[0].wall, draft.schedule.duration, zone, rule)
            self.lib.plans.keep_series(target)
        moving = _Moving(meeting, draft, walls, target, {each.wall: each for each in old}, old[cut:])
        changed = [self._move_row(row, moving) for row in rows]
        added = self._add_missing(draft, walls, new or (), target, meeting.room_of) if recurrence and adds else []
        mine = [each for each in changed if each is not None and each.id == meeting.id]
        others = [each for each in changed if each is not None and each.id != meeting.id]
        return target, tuple(new or ()), [*mine, *others, *added]

    def _first_to_come(self, times: Sequence[Occurrence], start: int, duration: timedelta) -> int:
        """Return the number of the first time, from number ``start`` on, that is not over."""
        to_come = (index for index in range(start, len(times)) if times[index].starts_at + duration > self.now)
        return next(to_come, len(times))

    def _move_row(self, row: Meeting, moving: _Moving) -> Meeting | None:
        assert row.wall is not None  # noqa: S101 (only rows of a series come here)
        in_hand, over = row.id == moving.meeting.id, row.schedule.ends_at <= self.now
        goal, moved = moving.walls.get(row.wall), moving.was_moved(row)
        own = draft_of(row) if over and not in_hand else merged(row, moving.meeting, moving.draft)
        if in_hand:
            own = replace(own, schedule=moving.draft.schedule)
        elif not over and not moved and goal is not None:
            schedule = Schedule(goal.starts_at, own.schedule.duration, moving.draft.schedule.zone)
            own = replace(own, schedule=schedule)
        if moving.leaves(row.wall):
            return None if over and not in_hand else self.lib.meetings.change(row.id, own, now=self.now)
        if goal is not None:
            place = InSeries(moving.target.id, goal.wall, row.room_of)
            if over and not in_hand and (row.series_id, row.wall) == (place.series_id, place.wall):
                return None
            return self.lib.meetings.change(row.id, own, now=self.now, place=place)
        place = InSeries(None, None, row.room_of)
        if in_hand or moved or over:
            # The rule has no such time any more, but somebody set this one by hand, or it was held.
            return self.lib.meetings.change(row.id, own, now=self.now, place=place)
        if not self.lib.meetings.forget_if_unsent(row.id):
            self.lib.meetings.change(row.id, own, now=self.now, place=place)
            return self.lib.meetings.set_cancelled(row.id, cancelled=True, now=self.now)
        return None

    def _add_missing(
        self,
        draft: MeetingDraft,
        walls: dict[datetime, Occurrence],
        new: Sequence[Occurrence],
        target: Series,
        carrier: MeetingId | None,
    ) -> list[Meeting]:
        known = {each.wall for each in walls.values()}
        coming = [each for each in new if each.wall not in known and each.starts_at > self.now]
        return [self._add(draft, each, target, carrier) for each in coming]

    def _split(self, series: Series, held: int) -> SeriesId:
        """End a series after so many of its times; returns the name of the one that goes on."""
        ended = replace(series.recurrence, count=held, until=None)
        self.lib.plans.keep_series(replace(series, recurrence=ended))
        return SeriesId(new_id())

    def _series(self, meeting: Meeting) -> Series | None:
        return None if meeting.series_id is None else self.lib.plans.series(meeting.series_id)

    # ---- which are meant
    def meant(self, meeting: Meeting, scope: Scope) -> list[Meeting]:
        """Return the meetings that a change of ``meeting`` is meant for, itself first; past ones only if in hand."""
        if scope is Scope.THIS or meeting.series_id is None or meeting.wall is None:
            return [meeting]
        rows = self.lib.meetings.of_series(meeting.series_id)
        others = [
            row
            for row in rows
            if row.id != meeting.id
            and row.schedule.ends_at > self.now
            and (scope is Scope.ALL or (row.wall is not None and row.wall >= meeting.wall))
        ]
        return [meeting, *others]


def merged(row: Meeting, before: Meeting, draft: MeetingDraft) -> MeetingDraft:
    """Return what a meeting of a series shall be after another one was changed from ``before`` to ``draft``.

    Only what was changed is taken over, and only where the meeting had no value of its own.
    """
    own = draft_of(row)
    taken = {
        name: getattr(draft, name)
        for name in _OWN_FIELDS
        if getattr(draft, name) != getattr(before, name) and getattr(row, name) == getattr(before, name)
    }
    duration = row.schedule.duration
    if duration == before.schedule.duration:
        duration = draft.schedule.duration
    people = row.invitees
    if row.room_of is None:
        people = (
            draft.invitees if row.id == before.id else merged_people(row.invitees, before.invitees, draft.invitees)
        )
    else:
        people = draft.invitees  # they are the series'
    return replace(own, **taken, schedule=replace(row.schedule, duration=duration), invitees=people)


def merged_people(own: Iterable[Invitee], before: Iterable[Invitee], after: Iterable[Invitee]) -> tuple[Invitee, ...]:
    """Carry over who was invited, taken off or changed elsewhere in a series; each place has ids of its own."""
    was, now = {_key(each): each for each in before}, {_key(each): each for each in after}
    ids_before, ids_after = {each.id: each for each in was.values()}, {each.id: each for each in now.values()}
    kept: list[Invitee] = []
    for each in own:
        key = _key(each)
        # The same place may have another name or address by now.
        place = was.get(key)
        later = now.get(key) or (ids_after.get(place.id) if place else None)
        if later is not None and place is not None:
            kept.append(replace(later, id=each.id, participant_id=each.participant_id, problem=""))
        elif place is None:
            kept.append(each)  # invited to this one alone
    known = {_key(each) for each in kept}
    new = [each for key, each in now.items() if key not in was and each.id not in ids_before and key not in known]
    return (*kept, *_as_new(new))


def draft_of(meeting: Meeting) -> MeetingDraft:
    """Return what a host would have filled in for ``meeting`` as it is."""
    return MeetingDraft(
        title=meeting.title or meeting.public_title or "Meeting",
        schedule=meeting.schedule,
        host=meeting.host or "Host",
        invitees=tuple(replace(person) for person in meeting.invitees),
        record_on_start=meeting.record_on_start,
        region=meeting.region,
        public_title=meeting.public_title,
        visit_type=meeting.visit_type,
        place=meeting.place,
        invites=meeting.invites,
    )


def _plans_the_same(meeting: Meeting, draft: MeetingDraft) -> bool:
    """Return whether nothing of a meeting is changed but whether its people are written to."""
    own = draft_of(meeting)
    return replace(draft, invites=own.invites, invitees=entered(draft.invitees)) == replace(
        own, invitees=entered(own.invitees)
    )


def entered(people: Iterable[Invitee]) -> tuple[Invitee, ...]:
    """Return people as they were entered, without what the provider said of them."""
    return tuple(replace(each, participant_id=None, problem="") for each in people)


def wall_of(schedule: Schedule) -> datetime:
    """Return the start as the clock in its zone shows it, naive."""
    return schedule.starts_at.astimezone(ZoneInfo(schedule.zone)).replace(tzinfo=None, fold=0)


def _key(person: Invitee) -> str:
    return person.person_id or f"{person.role}:{(person.email or person.name).casefold()}"


def _as_new(people: Iterable[Invitee]) -> tuple[Invitee, ...]:
    return tuple(replace(each, id=InviteeId(new_id()), participant_id=None, problem="") for each in people)


def _index(occurrences: Sequence[Occurrence], wall: datetime | None) -> int:
    return next((index for index, each in enumerate(occurrences) if wall is not None and each.wall >= wall), 0)
