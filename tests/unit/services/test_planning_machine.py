"""No sequence of plans, edits, moves, cancellations and undos breaks the slot rule or loses an exception."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import StaticPool, create_engine

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, VisitTypeId
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Schedule
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.tables import metadata
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking

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
KINDS = st.sampled_from([None, VisitTypeId("consultation"), VisitTypeId("team"), VisitTypeId("group")])


class MemoryStore:
    """Implements ``Store`` over tables in memory, at once: thousands of transactions take seconds."""

    def __init__(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self.engine)

    async def run(self, work: Callable[[Any], T]) -> T:
        with self.engine.begin() as connection:
            return work(SqlLibrary(connection))

    async def read(self, look: Callable[[Any], T]) -> T:
        return await self.run(lambda lib: look(lib.meetings))


class Planning(RuleBasedStateMachine):
    """Plans at random; keeps a list of what was changed by hand, which has to be found again."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.clock = Ticking()
        engine = Engine(self.store, FakeService(), Heard(), self.clock)
        self.meetings = MeetingService(self.store, engine, Heard(), self.clock, IcsCalendars())
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
    @rule(rule=st.none() | RULES, day=st.integers(0, 13), quarter=st.integers(0, 20), kind=KINDS, host=st.booleans())
    def plan(self, rule: Recurrence | None, day: int, quarter: int, kind: VisitTypeId | None, host: bool) -> None:
        draft = make_draft("Visit", "Asha", hours=1 + day * 24 + quarter / 4)
        draft = replace(draft, visit_type=kind, host="Dr Sommer" if host else "Dr Winter")
        self.attempt(self.meetings.plan(draft, recurrence=rule, accepted=ALL_RIGHT))

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), minutes=st.integers(-20, 40), scope=SCOPES)
    def move(self, pick: int, minutes: int, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        schedule = replace(hand.schedule, starts_at=hand.schedule.starts_at + timedelta(minutes=15 * minutes))
        self.attempt(self.meetings.move(hand.id, schedule, scope=scope, accepted=ALL_RIGHT), hand)

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), length=st.sampled_from([15, 30, 60]), scope=SCOPES, rule=st.none() | RULES)
    def edit(self, pick: int, length: int, scope: Scope, rule: Recurrence | None) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        start, zone = hand.schedule.starts_at, hand.schedule.zone
        draft = replace(
            draft_of(hand), title=f"Visit {length}", schedule=Schedule(start, timedelta(minutes=length), zone)
        )
        rule = None if hand.series_id and scope is Scope.THIS else rule
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
            row for row in self.rows() if not row.cancelled and row.visit_type != "team" and row.invitees
        ]
        for host in {row.host for row in one_at_a_time}:
            mine = sorted((row for row in one_at_a_time if row.host == host), key=lambda row: row.schedule.starts_at)
            for first, then in pairwise(mine):
                assert first.schedule.ends_at <= then.schedule.starts_at, (first, then)

    @invariant()
    def every_meeting_stands_in_its_series(self) -> None:
        self.exceptions(self.rows())


TestPlanning = Planning.TestCase
TestPlanning.pytestmark = [pytest.mark.timeout(600)]  # type: ignore[attr-defined]
TestPlanning.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink such runs takes many minutes
)
