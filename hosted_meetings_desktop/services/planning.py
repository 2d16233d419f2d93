"""Everything that changes the plan: one transaction each, held to the slot rule, with the way back and forth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, new_id
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, SyncEngine
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.series import InSeries, Scope, Series
from hosted_meetings_desktop.domain.slots import Concern, SlotCheck, SlotTaken
from hosted_meetings_desktop.domain.visit_type import RoomPolicy
from hosted_meetings_desktop.services.series_plan import SeriesPlan, draft_of
from hosted_meetings_desktop.services.slot_rule import SlotRule
from hosted_meetings_desktop.services.taking_back import KnownStep, take_back
from hosted_meetings_desktop.services.telling import Telling

NOTHING: frozenset[Concern] = frozenset()


@dataclass(frozen=True, slots=True)
class PlanService:
    """Every write is one store transaction and is done; the sync engine sends it when it can."""

    store: Store
    engine: SyncEngine
    changes: Changes
    clock: Clock
    calendars: Calendars

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting.

        Raises:
            AppError: it is not there any more.
        """
        return await self.store.read(lambda meetings: must(meetings, meeting_id))

    async def series(self, series_id: SeriesId) -> Series | None:
        """Return the rule of a series, None when it is not there any more."""
        return await self.store.run(lambda lib: lib.plans.series(series_id))

    async def held_times(self, series_id: SeriesId) -> dict[datetime, datetime]:
        """Return which times of a series are held: by its rule (naive, in its zone), and when (aware UTC)."""

        def look(lib: Library) -> dict[datetime, datetime]:
            rows = lib.meetings.of_series(series_id)
            held = ((row.wall, row) for row in rows if not row.cancelled)
            return {wall: row.schedule.starts_at for wall, row in held if wall is not None}

        return await self.store.run(look)

    async def occurrences(self, first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        """Return the times of a series that is being planned; ``first`` is naive, in ``zone``.

        Raises:
            InputProblem: the rule cannot be used.
        """
        return await self.store.run(lambda _lib: self.calendars.occurrences(first, zone, recurrence))

    async def check(self, draft: MeetingDraft, meeting_id: MeetingId | None = None) -> SlotCheck:
        """Return what is wrong with a time and when it could be instead, without planning anything."""
        return await self.store.run(lambda lib: _check(lib, draft, meeting_id, self.clock()))

    async def plan(
        self,
        draft: MeetingDraft,
        *,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] = frozenset(),
        accepted: frozenset[Concern] = NOTHING,
    ) -> Planned:
        """Keep a new meeting or series; it is sent by itself.

        Args:
            draft: The meeting, or the first of the series.
            recurrence: How it repeats.
            left_out: Times of the rule that are not held: naive, in the zone of the meeting.
            accepted: What is wrong with the time and is meant all the same.

        Raises:
            SlotTaken: something is wrong with the time that was not accepted, or cannot be.
            InputProblem: the rule cannot be used.
        """

        def work(lib: Library, now: datetime, rule: SlotRule) -> tuple[Meeting, UndoStep, Sequence[Meeting]]:
            from hosted_meetings_desktop.services.people_met import with_people  # not needed for the first list

            known = with_people(lib, draft, now=now)
            if recurrence is None:
                made: Sequence[Meeting] = [lib.meetings.add(MeetingId(new_id()), known, now=now)]
                return made[0], UndoStep(made[0].id, None, "planned"), made
            plan = SeriesPlan(lib, self.calendars, now)
            carrier = plan.add_carrier(known) if _shares_room(rule, known) else None
            series, made = plan.plan(known, recurrence, carrier, left_out)
            others = tuple((each.id, None) for each in made[1:])
            return made[0], UndoStep(made[0].id, None, "planned", others, ((series.id, None),)), made

        return await self._write(work, accepted)

    async def change(
        self,
        meeting_id: MeetingId,
        draft: MeetingDraft,
        *,
        scope: Scope = Scope.THIS,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] | None = None,
        accepted: frozenset[Concern] = NOTHING,
    ) -> Planned:
        """Replace what a meeting should be, and what others of its series should be with it.

        Args:
            meeting_id: Which.
            draft: What it shall be.
            scope: Which others of its series are meant.
            recurrence: Another rule for those; None to keep it. A meeting in no series becomes the first of one.
            left_out: All times of those, by the rule as it is then, that are not held: naive, in the zone of the
                meeting. The meetings of such times are cancelled, any other time is held again or planned anew; what
                has begun stays as it is. None leaves out what is left out already.
            accepted: As in ``plan``.

        Raises:
            SlotTaken: as in ``plan``; nothing was changed.
        """
        return await self._change(
            meeting_id, lambda _meeting: draft, scope, recurrence, accepted, "changed", left_out=left_out
        )

    async def move(
        self,
        meeting_id: MeetingId,
        schedule: Schedule,
        *,
        host: str | None = None,
        place: str | None = None,
        scope: Scope = Scope.THIS,
        accepted: frozenset[Concern] = NOTHING,
    ) -> Planned:
        """Give a meeting another time, another host and another place on site where they are named; see ``change``.

        Args:
            meeting_id: Which.
            schedule: When it shall be.
            host: Whose it shall be; None to keep that.
            place: Where the host shall sit, empty for nowhere in particular; None to keep that.
            scope: Which others of its series are meant.
            accepted: As in ``plan``.
        """

        def moved(meeting: Meeting) -> MeetingDraft:
            own = draft_of(meeting)
            return replace(
                own,
                schedule=schedule,
                host=own.host if host is None else host,
                place=own.place if place is None else place,
            )

        return await self._change(meeting_id, moved, scope, None, accepted, "moved")

    async def cancel(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        """Cancel: the room is closed and its links stop working. A room that a series shares stays open for it."""
        return await self._set_cancelled(meeting_id, scope, cancelled=True)

    async def restore(
        self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS, accepted: frozenset[Concern] = NOTHING
    ) -> Planned:
        """Take a cancellation back.

        Raises:
            SlotTaken: somebody else has the time by now.
        """
        return await self._set_cancelled(meeting_id, scope, cancelled=False, accepted=accepted)

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change back; returns the step that does it again.

        A meeting that was just planned is forgotten when the provider never heard of it, else cancelled: rooms
        cannot be deleted there. Of a meeting that was changed, what the change did is put back; what came since,
        such as a host who joined, stays.

        Raises:
            SlotTaken: the time is somebody else's by now; nothing was changed.
            AppError: people are in a meeting that would be cancelled; nothing was changed.
        """

        def work(lib: Library) -> UndoStep:
            now = self.clock()
            inverse, written = take_back(lib, step, now)
            SlotRule.of(lib).enforce((each for each in written if not each.cancelled), NOTHING, now=now,
                                     only_refused=True)  # fmt: skip
            steps = ((each.before, *(before for _id, before in each.others)) for each in (step, inverse))
            known = [each for states in steps for each in states if each is not None]
            if not known:
                must(lib.meetings, step.meeting_id)
            Telling(lib, self.calendars, now).review(known)
            return inverse

        inverse = await self.store.run(work)
        self._written()
        return inverse

    async def _change(
        self,
        meeting_id: MeetingId,
        wanted: Callable[[Meeting], MeetingDraft],
        scope: Scope,
        recurrence: Recurrence | None,
        accepted: frozenset[Concern],
        what: str,
        *,
        left_out: frozenset[datetime] | None = None,
    ) -> Planned:
        def work(lib: Library, now: datetime, rule: SlotRule) -> tuple[Meeting, UndoStep, Sequence[Meeting]]:
            before = must(lib.meetings, meeting_id)
            draft = wanted(before)
            plan = SeriesPlan(lib, self.calendars, now)
            if before.series_id is None and recurrence is not None:
                return self._begin_series(lib, before, draft, recurrence, left_out or frozenset(), rule)
            snapshot = _snapshot(lib, before, scope)
            changed = plan.change(before, draft, scope, recurrence, left_out)
            new = tuple((each.id, None) for each in changed if each.id not in snapshot.meetings)
            others = tuple((each, known) for each, known in snapshot.meetings.items() if each != before.id)
            rules = tuple(
                (each, snapshot.series.get(each))
                for each in sorted(_series_of(changed) | set(snapshot.series))
                if lib.plans.series(each) != snapshot.series.get(each)
            )
            after = must(lib.meetings, meeting_id)
            step = UndoStep(meeting_id, before, what, (*others, *new), rules)
            return after, step, changed

        return await self._write(work, accepted)

    def _begin_series(
        self,
        lib: Library,
        before: Meeting,
        draft: MeetingDraft,
        recurrence: Recurrence,
        left_out: frozenset[datetime],
        rule: SlotRule,
    ) -> tuple[Meeting, UndoStep, Sequence[Meeting]]:
        """Make a meeting the first of a series: the first that is held.

        It keeps its room: its own, so that the others have theirs, or one that it shared with a series before, which
        is the new one's too. Where its visit type has one room for a series, its own becomes that of all.
        """
        now = self.clock()
        plan, carrier = SeriesPlan(lib, self.calendars, now), before.room_of
        if carrier is None and _shares_room(rule, draft):
            carrier = plan.add_carrier(draft)
        series, made = plan.plan(draft, recurrence, carrier, left_out)
        place = InSeries(series.id, made[0].wall, carrier)
        first = lib.meetings.change(before.id, replace(draft, schedule=made[0].schedule), now=now, place=place)
        lib.meetings.forget_if_unsent(made[0].id)
        others = tuple((each.id, None) for each in made[1:])
        return first, UndoStep(before.id, before, "changed", others, ((series.id, None),)), [first, *made[1:]]

    async def _set_cancelled(
        self, meeting_id: MeetingId, scope: Scope, *, cancelled: bool, accepted: frozenset[Concern] = NOTHING
    ) -> Planned:
        def work(lib: Library, now: datetime, _rule: SlotRule) -> tuple[Meeting, UndoStep, Sequence[Meeting]]:
            before = must(lib.meetings, meeting_id)
            meant = SeriesPlan(lib, self.calendars, now).meant(before, scope)
            concerned = [each for each in meant if each.cancelled is not cancelled or each.id == meeting_id]
            after = [lib.meetings.set_cancelled(each.id, cancelled=cancelled, now=now) for each in concerned]
            others = tuple((each.id, each) for each in concerned[1:])
            step = UndoStep(meeting_id, before, "cancelled" if cancelled else "restored", others)
            return after[0], step, after

        return await self._write(work, accepted)

    async def _write(
        self,
        work: Callable[[Library, datetime, SlotRule], tuple[Meeting, UndoStep, Sequence[Meeting]]],
        accepted: frozenset[Concern],
    ) -> Planned:
        def transaction(lib: Library) -> Planned:
            now, rule = self.clock(), SlotRule.of(lib)
            meeting, step, touched = work(lib, now, rule)
            findings = rule.enforce(touched, accepted, now=now)
            before = [each for each in (step.before, *(each for _id, each in step.others)) if each is not None]
            messages = Telling(lib, self.calendars, now).review([*before, *touched])
            step = KnownStep.of(step, touched)
            return Planned(meeting, step, max(1, len(touched)), findings, messages)

        planned = await self.store.run(transaction)
        self._written()
        return planned

    def _written(self) -> None:
        self.changes.publish("meetings", "sync", "outbox", "people")
        self.engine.nudge()


def _shares_room(rule: SlotRule, draft: MeetingDraft) -> bool:
    """Return whether the meetings of a series are held in one room."""
    kind = rule.types.get(draft.visit_type) if draft.visit_type else None
    return kind is not None and kind.rooms is RoomPolicy.PER_SERIES


@dataclass(frozen=True, slots=True)
class _Snapshot:
    meetings: dict[MeetingId, Meeting]
    series: dict[SeriesId, Series]


def _snapshot(lib: Library, meeting: Meeting, scope: Scope) -> _Snapshot:
    rule = None if meeting.series_id is None else lib.plans.series(meeting.series_id)
    if rule is None:
        return _Snapshot({meeting.id: meeting}, {})
    if scope is Scope.THIS:
        # Who is invited to a series in one room is changed for all of it, but only the one in hand has it written.
        return _Snapshot({meeting.id: meeting}, {rule.id: rule})
    return _Snapshot({each.id: each for each in lib.meetings.of_series(rule.id)}, {rule.id: rule})


def _series_of(meetings: Sequence[Meeting]) -> set[SeriesId]:
    return {each.series_id for each in meetings if each.series_id is not None}


def _check(lib: Library, draft: MeetingDraft, meeting_id: MeetingId | None, now: datetime) -> SlotCheck:
    rule = SlotRule.of(lib)
    wished = Meeting(
        id=meeting_id or MeetingId(""), title=draft.title, schedule=draft.schedule, host=draft.host,
        invitees=draft.invitees, visit_type=draft.visit_type, place=draft.place,
    )  # fmt: skip
    try:
        rule.enforce([wished], NOTHING, now=now)
    except SlotTaken as taken:
        return taken.check
    return SlotCheck()


def must(meetings: MeetingReader, meeting_id: MeetingId) -> Meeting:
    """Return a meeting.

    Raises:
        AppError: it is not there any more.
    """
    found = meetings.get(meeting_id)
    if found is None:
        raise AppError(
            "This meeting is not in your list any more", "It was removed meanwhile. The list is up to date."
        )
    return found
