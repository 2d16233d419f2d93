"""No sequence of plans, edits, moves, cancellations and undos breaks the slot rule or loses an exception.

Nor does any keep somebody from hearing that what stands in their calendar is cancelled, or tell anything else to
those who are not to be written to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.recurrence import Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.outbox import note_sent
from hosted_meetings_desktop.services.series_plan import draft_of, wall_of
from hosted_meetings_desktop.store.library import SqlLibrary
from tests.unit.conftest import make_draft
from tests.unit.services.memory_store import is_to_come
from tests.unit.services.planning_machine_kit import (
    ALL_RIGHT,
    ASHA,
    KINDS,
    PLACES,
    RULES,
    SCOPES,
    ZONES,
    Planner,
    fitting,
    only_cancels,
)  # fmt: skip


class Planning(Planner):
    """Plans at random."""

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
        rule = fitting(rule, wall_of(draft.schedule))
        self.attempt(self.meetings.plan(draft, recurrence=rule, accepted=ALL_RIGHT))

    @precondition(lambda self: self.picture())
    @rule(
        pick=st.integers(0, 200),
        minutes=st.integers(-20, 40),
        days=st.sampled_from([0, 0, 0, 1, -1, 5, 30]),
        scope=SCOPES,
    )
    def move(self, pick: int, minutes: int, days: int, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        by = timedelta(days=days, minutes=15 * minutes)
        schedule = replace(hand.schedule, starts_at=hand.schedule.starts_at + by)
        self.attempt(self.meetings.move(hand.id, schedule, scope=scope, accepted=ALL_RIGHT), hand)

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), place=PLACES, scope=SCOPES)
    def move_to_a_place(self, pick: int, place: str, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        self.attempt(self.meetings.move(hand.id, hand.schedule, place=place, scope=scope, accepted=ALL_RIGHT), hand)
        assert self.do(self.meetings.get(hand.id)).place in {place, hand.place}

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), zone=ZONES, scope=SCOPES)
    def move_to_a_zone(self, pick: int, zone: str, scope: Scope) -> None:
        """Mean the same time of the day elsewhere."""
        rows = self.rows()
        hand = rows[pick % len(rows)]
        start = wall_of(hand.schedule).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        draft = replace(draft_of(hand), schedule=Schedule(start, hand.schedule.duration, zone))
        self.attempt(self.meetings.change(hand.id, draft, scope=scope, accepted=ALL_RIGHT), hand)

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), who=st.sampled_from(["Asha", "Ben", "Cara"]), scope=SCOPES)
    def invite_or_take_off(self, pick: int, who: str, scope: Scope) -> None:
        """Take somebody off who is invited, else invite them; what is over keeps its people, but for one in hand."""
        rows = self.rows()
        hand = rows[pick % len(rows)]
        people = tuple(person for person in hand.invitees if person.name != who)
        if people == hand.invitees:
            person = make_draft("Visit", who).invitees[0]
            people += (replace(person, email=ASHA if who == "Asha" else f"{who}@example.org".casefold()),)
        draft = replace(draft_of(hand), invitees=people)
        self.attempt(self.meetings.change(hand.id, draft, scope=scope, accepted=ALL_RIGHT), hand)

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
                waited = only_cancels(new) and new.plan_id in {each.plan_id for each in waiting}
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
        rule = fitting(rule, self.first(hand, scope) + shift)
        times = self.times_after(hand, shift, scope, rule)
        left_out = frozenset(wall for number, wall in enumerate(times) if number in out)
        before = [row for row in self.rows() if row.series_id == hand.series_id]
        foreign = {row.series_id for row in self.rows()} - {hand.series_id}
        done = len(self.undos)
        self.attempt(
            self.meetings.change(hand.id, draft, scope=scope, recurrence=rule, left_out=left_out, accepted=ALL_RIGHT),
            hand,
            same=False,
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

    @rule(minutes=st.sampled_from([1, 90, 1500, 6000, 30_000]))
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

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), length=st.sampled_from([15, 30, 60]), scope=SCOPES, rule=st.none() | RULES)
    def edit(self, pick: int, length: int, scope: Scope, rule: Recurrence | None) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        start, zone = hand.schedule.starts_at, hand.schedule.zone
        draft = replace(
            draft_of(hand), title=f"Visit {length}", schedule=Schedule(start, timedelta(minutes=length), zone)
        )
        rule = None if hand.series_id and scope is Scope.THIS else fitting(rule, self.first(hand, scope))
        self.attempt(
            self.meetings.change(hand.id, draft, scope=scope, recurrence=rule, accepted=ALL_RIGHT),
            hand,
            same=rule is None,
        )

    @precondition(lambda self: self.picture())
    @rule(pick=st.integers(0, 200), scope=SCOPES)
    def cancel(self, pick: int, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        self.attempt(self.meetings.cancel(hand.id, scope=scope), hand, same=False)

    @precondition(lambda self: self.rows())
    @rule(pick=st.integers(0, 200), scope=SCOPES)
    def restore(self, pick: int, scope: Scope) -> None:
        rows = self.rows()
        hand = rows[pick % len(rows)]
        self.attempt(self.meetings.restore(hand.id, scope=scope, accepted=ALL_RIGHT), hand, same=False)

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
                assert all(only_cancels(each) for each in mine)
                silent = [row for row in rows if not row.cancelled and row.schedule.ends_at > self.clock()]
                whole = [each for each in mine if each.one is None and each.occasion is Occasion.CANCELLATION]
                assert not (silent and whole), "what is held is not called off"
            told = self.do(self.store.run(lambda lib, plan=plan: lib.outbox.told(plan))).get((Channel.EMAIL, ASHA))
            knows = told is not None and told.said is not None and is_to_come(told.said, self.clock())
            off = all(row.cancelled for row in rows) and any(row.schedule.ends_at > self.clock() for row in rows)
            assert not (knows and off) or mine, "who has it in the calendar hears that it is cancelled"

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
