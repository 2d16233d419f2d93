"""A plan over a store in memory, as it looks before and after each deed; for tests that plan at random."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId, VisitTypeId
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.message import Clinic, Occasion
from hosted_meetings_desktop.domain.outbox import Message, OutboxSettings
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import wall_of
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.memory_store import MemoryStore

T = TypeVar("T")
ALL_RIGHT = frozenset(Concern)  # what is refused stays refused
SCOPES = st.sampled_from(Scope)
RULES = st.one_of(
    st.builds(Recurrence, st.just(Frequency.DAILY), interval=st.integers(1, 3), count=st.integers(1, 15)),
    st.builds(
        Recurrence,
        st.just(Frequency.WEEKLY),
        interval=st.integers(1, 2),
        weekdays=st.sampled_from([(0,), (0, 2), (0, 3), (0, 6)]),
        count=st.integers(1, 15),
    ),
    st.builds(Recurrence, st.just(Frequency.MONTHLY), count=st.integers(1, 8)),
    st.builds(
        Recurrence,
        st.just(Frequency.MONTHLY),
        weekdays=st.just((0,)),
        nth=st.sampled_from([1, LAST]),
        count=st.integers(1, 4),
    ),
)
ZONES = st.sampled_from(["Europe/Berlin", "Europe/London", "America/New_York"])
PLACES = st.sampled_from(["", "Room 1", "Room 2"])
ASHA = "asha@example.org"
KINDS = st.sampled_from([None, VisitTypeId("consultation"), VisitTypeId("team"), VisitTypeId("group")])


class Planner(RuleBasedStateMachine):
    """Does deeds, and keeps what there was before them; what was changed by hand has to be found again."""

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

    def attempt(self, deed: Coroutine[Any, Any, Planned], hand: Meeting | None = None, *, same: bool = True) -> None:
        """Do something to the meeting in hand and others; ``same`` says whether exceptions stay as they are."""
        seen = self.picture()
        over = self.over(hand)
        exceptions = self.exceptions(self.rows()) if hand is not None and same else {}
        try:
            done = self.do(deed)
        except (SlotTaken, InputProblem):
            assert self.picture() == seen, "what is refused changes nothing"
            return
        self.undos.append((done.undo, seen))
        self.redos.clear()
        now = self.over(hand)
        assert {each: now.get(each) for each in over} == over, "what is over is as it was held"
        kept = {row.id: row for row in self.rows()}
        for meeting, exception in exceptions.items():
            if hand is None or meeting != hand.id:
                row = kept.get(meeting)
                assert row is not None, "an exception is never lost"
                assert row.cancelled if exception is None else row.schedule.starts_at == exception

    def over(self, hand: Meeting | None) -> dict[MeetingId, tuple[Any, ...]]:
        """Return what was held how, but for the one in hand and for who is invited to a room that a series shares."""
        now, mine = self.clock(), None if hand is None else hand.id
        return {
            row.id: (row.schedule, row.title, row.host, row.place, row.cancelled, row.room_of or row.invitees)
            for row in self.rows()
            if row.schedule.ends_at <= now and row.id != mine
        }

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

    def waiting(self) -> list[Message]:
        return list(self.do(self.store.run(lambda lib: lib.outbox.page(unsent=True, offset=0, limit=1000))).rows)


def fitting(rule: Recurrence | None, first: datetime) -> Recurrence | None:
    """Return a rule put on the days of its first time."""
    if rule is None or not rule.weekdays:
        return rule
    if rule.nth:
        return replace(rule, weekdays=(first.weekday(),), nth=min((first.day - 1) // 7 + 1, 4))
    days = sorted((day - rule.weekdays[0] + first.weekday()) % 7 for day in rule.weekdays)
    return replace(rule, weekdays=tuple(days))


def _same_days(walls: list[datetime], shift: timedelta) -> bool:
    return all((wall + shift).date() == wall.date() for wall in walls)


def only_cancels(message: Message) -> bool:
    """Return whether somebody hears of nothing but cancellations; of many at once, as a change of all."""
    if message.occasion is Occasion.CANCELLATION:
        return True
    knew, says = message.knew, message.says
    if message.occasion is not Occasion.CHANGE or knew is None or says is None:
        return False
    return (
        replace(says, left_out=(), changed=()) == replace(knew, left_out=(), changed=())
        and set(knew.left_out) < set(says.left_out)
        and set(says.changed) <= set(knew.changed)
    )
