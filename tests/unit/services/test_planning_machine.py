"""No sequence of plans, edits, moves, cancellations and undos breaks the slot rule or loses an exception.

Nor does any keep somebody from hearing that what stands in their calendar is cancelled, or tell anything else to
those who are not to be written to.
"""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, VisitTypeId
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Schedule
from hosted_meetings_desktop.domain.message import Channel, Clinic, Occasion
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import note_sent
from hosted_meetings_desktop.services.series_plan import draft_of, wall_of
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.memory_store import MemoryStore, is_to_come

T = TypeVar("T")
ALL_RIGHT = frozenset(Concern)  # what is refused stays refused
SCOPES = st.sampled_from(Scope)
RULES = st.one_of(
    st.builds(Recurrence, st.just(Frequency.DAILY), interval=st.integers(1, 3), count=st.integers(1, 6)),
    st.builds(
        Recurrence,
        st.just(Frequency.WEEKLY),
        interval=st.integers(1, 2),
        weekdays=st.sampled_from([(0,), (0, 2), (0, 3)]),
        count=st.integers(1, 6),
    ),
    st.builds(Recurrence, st.just(Frequency.MONTHLY), count=st.integers(1, 4)),
    st.builds(
        Recurrence,
        st.just(Frequency.MONTHLY),
        weekdays=st.just((0,)),
        nth=st.sampled_from([1, LAST]),
        count=st.integers(1, 4),
    ),
)
PLACES = st.sampled_from(["", "Room 1", "Room 2"])
ASHA = "asha@example.org"
KINDS = st.sampled_from([None, VisitTypeId("consultation"), VisitTypeId("team"), VisitTypeId("group")])


class Planning(RuleBasedStateMachine):
    """Plans at random; keeps a list of what was changed by hand, which has to be found again."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.clock = Ticking()
        engine = Engine(self.store, FakeService(), Heard(), self.clock)
        self.meetings = MeetingService(self.store, engine, Heard(), self.clock, IcsCalendars())
        settings = OutboxSettings(Clinic("Clinic"), Contact("Clinic", "clinic@example.org"))
        self.do(self.store.run(lambda lib: lib.outbox.keep_settings(settings)))
        self.undos: list[tuple[UndoStep, dict[str, Any]]] = []
        self.redos: list[tuple[UndoStep, dict[str, Any]]] = []

    def teardown(self) -> None:
        self.store.engine.dispose()

    def do(self, deed: Coroutine[Any, Any, T]) -> T:
        """Run what never waits for anything."""
        try:
            deed.send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("this store answers at once")

    def rows(self) -> list[Meeting]:
        return list(self.do(self.meetings.page(MeetingFilter(), 0, 1000)).rows)

    def picture(self) -> dict[str, Any]:
        """What a person sees of the plan, without what is cancelled."""
        return {
            row.id: (
                row.schedule,
                row.title,
                row.host,
                row.place,
                row.invites,
                row.series_id,
                row.wall,
                tuple((p.id, p.name) for p in row.invitees),
            )
            for row in self.rows()
            if not row.cancelled
        }

    def exceptions(self, rows: list[Meeting]) -> dict[MeetingId, datetime | None]:
        """Return what stands apart from its rule: when it is held, None for not at all."""
        found: dict[MeetingId, datetime | None] = {}
        times: dict[SeriesId, dict[datetime, datetime]] = {}
        for row in rows:
            if row.series_id is None:
                continue
            if row.series_id not in times:
                series = self.do(self.meetings.series(row.series_id))
                assert series is not None, "a meeting's series is there"
                by_rule = IcsCalendars().occurrences(series.starts, series.zone, series.recurrence)
                times[row.series_id] = {each.wall: each.starts_at for each in by_rule}
            assert row.wall is not None
            goal = times[row.series_id].get(row.wall)
            assert goal is not None, "a meeting's time by rule is one of its rule"
            if row.cancelled:
                found[row.id] = None
            elif goal != row.schedule.starts_at:
                found[row.id] = row.schedule.starts_at
        return found

    def attempt(self, deed: Coroutine[Any, Any, Planned], hand: Meeting | None = None) -> None:
        seen = self.picture()
        exceptions = {} if hand is None else self.exceptions(self.rows())
        try:
            done = self.do(deed)
        except (SlotTaken, InputProblem):
            assert self.picture() == seen, "what is refused changes nothing"
            return
        self.undos.append((done.undo, seen))
        self.redos.clear()
        kept = {row.id: row for row in self.rows()}
        for meeting, exception in exceptions.items():
            if hand is None or meeting != hand.id:
                row = kept.get(meeting)
                assert row is not None, "an exception is never lost"
                assert row.cancelled if exception is None else row.schedule.starts_at == exception

    # ---- deeds
    @initialize(rule=st.none() | RULES, kind=KINDS)
    def begin_with_people_who_were_told(self, rule: Recurrence | None, kind: VisitTypeId | None) -> None:
        self.plan(rule=rule, day=3, quarter=0, kind=kind, host=True, invites=True)
        self.deliver()

    @rule(
        rule=st.none() | RULES,
        day=st.integers(0, 13),
        quarter=st.integers(0, 20),
        kind=KINDS,
        host=st.booleans(),
        invites=st.booleans(),
    )
    def plan(
        self, rule: Recurrence | None, day: int, quarter: int, kind: VisitTypeId | None, host: bool, invites: bool
    ) -> None:
        draft = make_draft("Visit", "Asha", hours=1 + day * 24 + quarter / 4)
        people = tuple(replace(person, email=ASHA) for person in draft.invitees)
        draft = replace(
            draft, invitees=people, visit_type=kind, host="Dr Sommer" if host else "Dr Winter", invites=invites
        )
        fitting = _fitting(rule, wall_of(draft.schedule))
        self.attempt(self.meetings.plan(draft, recurrence=fitting, accepted=ALL_RIGHT))

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), minutes=st.integers(-20, 40), scope=SCOPES)
    def move(self, pick: int, minutes: int, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        schedule = replace(hand.schedule, starts_at=hand.schedule.starts_at + timedelta(minutes=15 * minutes))
        self.attempt(self.meetings.move(hand.id, schedule, scope=scope, accepted=ALL_RIGHT), hand)

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), place=PLACES, scope=SCOPES)
    def move_to_a_place(self, pick: int, place: str, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        self.attempt(self.meetings.move(hand.id, hand.schedule, place=place, scope=scope, accepted=ALL_RIGHT), hand)
        assert self.do(self.meetings.get(hand.id)).place in {place, hand.place}

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), scope=SCOPES)
    def write_or_not(self, pick: int, scope: Scope) -> None:
        """Change nothing but whether people are written to; a series stays one, and nothing is told by stopping."""
        rows = self.rows()
        hand = rows[pick % len(rows)]
        waiting = self.waiting()
        draft = replace(draft_of(hand), invites=not hand.invites)
        self.attempt(self.meetings.change(hand.id, draft, scope=scope, accepted=ALL_RIGHT), hand)
        assert {row.id: row.series_id for row in self.rows()} == {row.id: row.series_id for row in rows}
        if hand.invites:
            known = {each.id for each in waiting}
            for new in self.waiting():
                # What waited may have told of a cancellation besides: that alone is still told.
                waited = new.occasion is Occasion.CANCELLATION and new.plan_id in {each.plan_id for each in waiting}
                assert new.id in known or waited, "to stop writing tells nobody anything"

    @precondition(lambda self: any(row.series_id for row in self.rows()))
    @rule(
        pick=st.integers(0, 200),
        scope=st.sampled_from([Scope.FOLLOWING, Scope.ALL]),
        out=st.sets(st.integers(0, 5)),
        minutes=st.sampled_from([0, 0, 0, 30]),
        rule=st.none() | RULES,
    )
    def leave_out(self, pick: int, scope: Scope, out: set[int], minutes: int, rule: Recurrence | None) -> None:
        """Hold all times of a series from one on but some; others of it keep their exceptions."""
        rows = [row for row in self.rows() if row.series_id is not None]
        hand = rows[pick % len(rows)]
        start = hand.schedule.starts_at + timedelta(minutes=minutes)
        draft = replace(draft_of(hand), schedule=replace(hand.schedule, starts_at=start))
        shift = wall_of(draft.schedule) - wall_of(hand.schedule)
        rule = _fitting(rule, self.first(hand, scope) + shift)
        times = self.times_after(hand, shift, scope, rule)
        left_out = frozenset(wall for number, wall in enumerate(times) if number in out)
        before = [row for row in self.rows() if row.series_id == hand.series_id]
        foreign = {row.series_id for row in self.rows()} - {hand.series_id}
        done = len(self.undos)
        self.attempt(
            self.meetings.change(hand.id, draft, scope=scope, recurrence=rule, left_out=left_out, accepted=ALL_RIGHT)
        )
        if len(self.undos) == done:
            return
        # What is over stays in a series of its own where it does not fit what comes: the times may be in both.
        by_wall = {row.wall: row for row in self.rows() if row.series_id and row.series_id not in foreign}
        if self.do(self.meetings.get(hand.id)).series_id is not None:
            now = self.clock()
            for wall in times:
                row = by_wall.get(wall)
                if row is not None and row.schedule.starts_at > now:
                    assert row.cancelled is (wall in left_out), "as it was wished"
                elif row is None and wall not in left_out:
                    assert wall.replace(tzinfo=ZoneInfo(hand.schedule.zone)) <= now, (
                        "only what is over is not planned"
                    )
        kept = {row.id: row for row in self.rows()}
        for row in before:
            if scope is Scope.FOLLOWING and row.wall is not None and hand.wall is not None and row.wall < hand.wall:
                assert kept[row.id].schedule == row.schedule
                assert kept[row.id].cancelled is row.cancelled

    def walls(self, hand: Meeting, scope: Scope) -> list[datetime]:
        """Return the times by rule that a change is meant for, as they are."""
        series = None if hand.series_id is None else self.do(self.meetings.series(hand.series_id))
        if series is None or hand.wall is None:
            return [wall_of(hand.schedule)]
        walls = [each.wall for each in IcsCalendars().occurrences(series.starts, series.zone, series.recurrence)]
        return [wall for wall in walls if scope is Scope.ALL or wall >= hand.wall]

    def first(self, hand: Meeting, scope: Scope) -> datetime:
        return self.walls(hand, scope)[0]

    def times_after(self, hand: Meeting, shift: timedelta, scope: Scope, rule: Recurrence | None) -> list[datetime]:
        """Return the times by rule that a change is meant for, as they will be."""
        walls = self.walls(hand, scope)
        if rule is None:  # by less than a day, so that the days stay
            return [wall + shift for wall in walls] if _same_days(walls, shift) else []
        try:
            times = IcsCalendars().occurrences(walls[0] + shift, hand.schedule.zone, rule)
        except InputProblem:
            return []
        return [each.wall for each in times]

    @rule(minutes=st.sampled_from([1, 90, 1500]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule()
    def deliver(self) -> None:
        """Let the hold pass; what is due by then arrives."""
        self.clock.advance(minutes=4)

        def arrive(lib: SqlLibrary) -> None:
            for message in lib.outbox.due(now=self.clock(), limit=1000):
                assert message.about is not None, "a message says of what it is"
                note_sent(lib, message, MessageState.SENT, self.clock())

        self.do(self.store.run(arrive))

    def waiting(self) -> list[Message]:
        return list(self.do(self.store.run(lambda lib: lib.outbox.page(unsent=True, offset=0, limit=1000))).rows)

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), length=st.sampled_from([15, 30, 60]), scope=SCOPES, rule=st.none() | RULES)
    def edit(self, pick: int, length: int, scope: Scope, rule: Recurrence | None) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        start, zone = hand.schedule.starts_at, hand.schedule.zone
        draft = replace(
            draft_of(hand), title=f"Visit {length}", schedule=Schedule(start, timedelta(minutes=length), zone)
        )
        rule = None if hand.series_id and scope is Scope.THIS else _fitting(rule, self.first(hand, scope))
        self.attempt(
            self.meetings.change(hand.id, draft, scope=scope, recurrence=rule, accepted=ALL_RIGHT),
            None if rule else hand,
        )

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), scope=SCOPES)
    def cancel(self, pick: int, scope: Scope) -> None:
        rows = self.rows()
        self.attempt(self.meetings.cancel(rows[pick % len(rows)].id, scope=scope))

    @precondition(lambda self: self.rows())
    @rule(pick=st.integers(0, 200), scope=SCOPES)
    def restore(self, pick: int, scope: Scope) -> None:
        rows = self.rows()
        self.attempt(self.meetings.restore(rows[pick % len(rows)].id, scope=scope, accepted=ALL_RIGHT))

    @precondition(lambda self: self.undos)
    @rule()
    def undo(self) -> None:
        step, seen = self.undos.pop()
        now = self.picture()
        again = self.do(self.meetings.undo(step))
        assert self.picture() == seen, "undo gives back what was"
        self.redos.append((again, now))

    @precondition(lambda self: self.redos)
    @rule()
    def redo(self) -> None:
        step, seen = self.redos.pop()
        now = self.picture()
        again = self.do(self.meetings.undo(step))
        assert self.picture() == seen, "redo does it again"
        self.undos.append((again, now))

    # ---- what always holds
    @invariant()
    def nobody_has_two_patients_at_once(self) -> None:
        one_at_a_time = [
            row
            for row in self.rows()
            if not row.cancelled
            and row.visit_type != "team"
            and row.invitees
            # What is over is held to nothing: somebody may write down that a visit was at another time.
            and row.schedule.starts_at > self.clock()
        ]
        for host in {row.host for row in one_at_a_time}:
            mine = sorted((row for row in one_at_a_time if row.host == host), key=lambda row: row.schedule.starts_at)
            for first, then in pairwise(mine):
                assert first.schedule.ends_at <= then.schedule.starts_at, (first, then)

    @invariant()
    def who_is_not_written_to_hears_of_cancellations_alone(self) -> None:
        """And nothing else waits where nobody is written to; what is cancelled is told to all who know of it."""
        plans: dict[str, list[Meeting]] = {}
        for row in self.rows():
            plans.setdefault(row.series_id or row.id, []).append(row)
        waiting = self.waiting()
        for plan, rows in plans.items():
            mine = [each for each in waiting if each.plan_id == plan]
            if not any(row.invites for row in rows):
                assert {each.occasion for each in mine} <= {Occasion.CANCELLATION}
                silent = [row for row in rows if not row.cancelled and row.schedule.ends_at > self.clock()]
                assert not silent or all(each.one is not None for each in mine), "what is held is not called off"
            told = self.do(self.store.run(lambda lib, plan=plan: lib.outbox.told(plan))).get((Channel.EMAIL, ASHA))
            knows = told is not None and told.said is not None and is_to_come(told.said, self.clock())
            off = all(row.cancelled for row in rows) and any(row.schedule.ends_at > self.clock() for row in rows)
            assert not (knows and off) or mine, "who has it in the calendar hears that it is cancelled"

    @invariant()
    def every_meeting_stands_in_its_series(self) -> None:
        self.exceptions(self.rows())


def _fitting(rule: Recurrence | None, first: datetime) -> Recurrence | None:
    """Return a rule put on the days of its first time."""
    if rule is None or not rule.weekdays:
        return rule
    if rule.nth:
        return replace(rule, weekdays=(first.weekday(),), nth=min((first.day - 1) // 7 + 1, 4))
    days = sorted((day - rule.weekdays[0] + first.weekday()) % 7 for day in rule.weekdays)
    return replace(rule, weekdays=tuple(days))


def _same_days(walls: list[datetime], shift: timedelta) -> bool:
    return all((wall + shift).date() == wall.date() for wall in walls)


TestPlanning = Planning.TestCase
TestPlanning.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined]
TestPlanning.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink such runs takes many minutes
)
