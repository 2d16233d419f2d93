"""Planning over a real store: the slot rule, series, undo and redo."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.availability import Availability, ClosedDays, Span
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.meeting import (
    Invitee,
    Meeting,
    MeetingDraft,
    MeetingFilter,
    Phase,
    Schedule,
    SyncState,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.services.slot_rule import POLICIES
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking

pytestmark = pytest.mark.anyio

WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)  # START is a Monday; the fifth is after a clock change
TEAM = VisitTypeId("team")


@pytest.fixture
def meetings(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> MeetingService:
    return MeetingService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


async def listed(meetings: MeetingService, **wanted: object) -> list[Meeting]:
    return list((await meetings.page(MeetingFilter(**wanted), 0, 500)).rows)  # type: ignore[arg-type]


def at(draft: MeetingDraft, **shift: float) -> MeetingDraft:
    return replace(draft, schedule=replace(draft.schedule, starts_at=draft.schedule.starts_at + timedelta(**shift)))


# ---- the slot rule
async def test_two_patients_at_the_same_time_are_refused_with_the_next_free_times(meetings: MeetingService) -> None:
    first = await meetings.plan(make_draft("Knee", "Asha"))
    with pytest.raises(SlotTaken) as refused:
        await meetings.plan(at(make_draft("Cough", "Ben"), minutes=10), accepted=frozenset(Concern))
    check = refused.value.check
    assert [(each.concern, each.policy) for each in check.findings] == [(Concern.OVERLAP, Policy.REFUSE)]
    assert check.findings[0].other is not None
    assert check.findings[0].other.meeting == first.meeting.id
    end = first.meeting.schedule.ends_at
    assert check.free == (end, end + timedelta(minutes=30), end + timedelta(minutes=60))
    assert [each.title for each in await listed(meetings)] == ["Knee"], "nothing was kept of the refused one"


async def test_another_host_and_a_team_meeting_are_in_nobodys_way(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"))
    await meetings.plan(replace(make_draft("Cough", "Ben"), host="Dr Winter"))
    await meetings.plan(replace(make_draft("Team", "Ben"), visit_type=TEAM))
    assert len(await listed(meetings)) == 3


async def test_the_same_place_on_site_is_warned_about(meetings: MeetingService) -> None:
    await meetings.plan(replace(make_draft("Knee", "Asha"), place="Room 3"))
    other = replace(make_draft("Cough", "Ben"), host="Dr Winter", place="room 3")
    with pytest.raises(SlotTaken) as refused:
        await meetings.plan(other)
    assert refused.value.check.concerns == {Concern.ROOM}
    accepted = await meetings.plan(other, accepted=frozenset({Concern.ROOM}))
    assert [each.concern for each in accepted.findings] == [Concern.ROOM]


async def test_hours_closed_days_and_buffers_warn_until_accepted(meetings: MeetingService, store: Database) -> None:
    day = (Span(time(8), time(14)),)
    closed = (ClosedDays(date(2026, 3, 3), date(2026, 3, 3), "Staff day"),)
    store.run_now(
        lambda lib: lib.plans.keep_availability(Availability("", "Europe/Berlin", (day,) * 7, closed=closed))
    )
    # Five minutes after a consultation are to be free.
    knee = replace(make_draft("Knee", "Asha"), visit_type=VisitTypeId("consultation"))
    await meetings.plan(knee)
    with pytest.raises(SlotTaken) as close:
        await meetings.plan(at(make_draft("Cough", "Ben"), minutes=32))
    assert close.value.check.concerns == {Concern.TOO_CLOSE}
    with pytest.raises(SlotTaken) as late:
        await meetings.plan(at(make_draft("Cough", "Ben"), hours=5))
    assert late.value.check.concerns == {Concern.OUT_OF_HOURS}
    assert late.value.check.free[0] == datetime(2026, 3, 4, 7, 0, tzinfo=UTC), "the day between is closed"
    with pytest.raises(SlotTaken) as shut:
        await meetings.plan(at(make_draft("Cough", "Ben"), days=1))
    assert shut.value.check.concerns == {Concern.CLOSED}
    kept = await meetings.plan(at(make_draft("Cough", "Ben"), days=1), accepted=frozenset({Concern.CLOSED}))
    assert kept.findings[0].closed == closed[0]


async def test_policies_are_the_clinics(meetings: MeetingService, store: Database) -> None:
    store.run_now(lambda lib: lib.facts.set(POLICIES, json.dumps({"overlap": "warn", "odd": "refuse", "busy": "?"})))
    await meetings.plan(make_draft("Knee", "Asha"))
    with pytest.raises(SlotTaken) as warned:
        await meetings.plan(make_draft("Cough", "Ben"))
    assert warned.value.check.refused == ()
    await meetings.plan(make_draft("Cough", "Ben"), accepted=frozenset({Concern.OVERLAP}))


async def test_checking_plans_nothing(meetings: MeetingService) -> None:
    first = await meetings.plan(make_draft("Knee", "Asha"))
    check = await meetings.check(make_draft("Cough", "Ben"))
    assert check.concerns == {Concern.OVERLAP}
    assert (await meetings.check(make_draft("Knee", "Asha"), first.meeting.id)).findings == ()
    assert len(await listed(meetings)) == 1


async def test_undo_does_not_take_somebody_elses_time(meetings: MeetingService) -> None:
    knee = await meetings.plan(make_draft("Knee", "Asha"))
    gone = await meetings.cancel(knee.meeting.id)
    await meetings.plan(make_draft("Cough", "Ben"))
    with pytest.raises(SlotTaken):
        await meetings.undo(gone.undo)
    assert (await meetings.get(knee.meeting.id)).cancelled


# ---- series
async def test_a_series_keeps_its_wall_clock_time_across_the_clock_change(meetings: MeetingService) -> None:
    planned = await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    assert planned.count == len(rows) == 6
    assert [row.schedule.starts_at.hour for row in rows] == [10, 10, 10, 10, 9, 9]
    assert {row.wall.hour for row in rows if row.wall} == {11}
    assert len({row.invitees[0].id for row in rows}) == 6, "each visit has places of its own"
    assert {row.room_of for row in rows} == {None}


async def test_times_can_be_left_out_from_the_start(meetings: MeetingService) -> None:
    left_out = frozenset({(START + timedelta(days=7)).replace(hour=11, tzinfo=None)})
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY, left_out=left_out)
    assert len(await listed(meetings)) == 5


async def test_a_series_that_collides_later_is_refused_as_a_whole(meetings: MeetingService) -> None:
    await meetings.plan(at(make_draft("Cough", "Ben"), days=14))
    with pytest.raises(SlotTaken) as refused:
        await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    assert [each.at for each in refused.value.check.findings] == [START + timedelta(days=14, hours=1)]
    assert len(await listed(meetings)) == 1


async def test_one_of_a_series_is_moved_and_stays_moved_when_all_are(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    second = rows[1]
    await meetings.move(second.id, replace(second.schedule, starts_at=second.schedule.starts_at + timedelta(days=1)))
    await meetings.cancel(rows[2].id)
    first = rows[0]
    later = replace(first.schedule, starts_at=first.schedule.starts_at + timedelta(hours=2))
    moved = await meetings.move(first.id, later, scope=Scope.ALL)
    after = {row.id: row for row in await listed(meetings)}
    assert moved.count == 6
    assert after[second.id].schedule.starts_at == second.schedule.starts_at + timedelta(days=1), "an exception stays"
    assert after[rows[2].id].cancelled
    assert after[rows[3].id].schedule.starts_at == rows[3].schedule.starts_at + timedelta(hours=2)
    again = await meetings.undo(moved.undo)
    back = {row.id: row.schedule for row in await listed(meetings)}
    assert back[rows[3].id] == rows[3].schedule
    await meetings.undo(again)
    assert {row.id: row.schedule for row in await listed(meetings)} == {
        row.id: row.schedule for row in after.values()
    }


async def test_this_and_following_become_a_series_of_their_own(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    third = rows[2]
    schedule = replace(third.schedule, starts_at=third.schedule.starts_at + timedelta(days=1))  # Tuesdays from there
    await meetings.move(third.id, schedule, scope=Scope.FOLLOWING)
    after = {row.id: row for row in await listed(meetings)}
    assert [after[row.id].schedule.starts_at - row.schedule.starts_at for row in rows] == [
        *[timedelta(0)] * 2, *[timedelta(days=1)] * 4,
    ]  # fmt: skip
    old, new = after[rows[0].id].series_id, after[third.id].series_id
    assert old is not None
    assert new is not None
    assert old != new
    first_rule, second_rule = await meetings.series(old), await meetings.series(new)
    assert first_rule is not None
    assert second_rule is not None
    assert first_rule.recurrence.count == 2
    assert (second_rule.recurrence.weekdays, second_rule.recurrence.count) == ((1,), 4)


async def test_people_of_a_series_are_changed_without_losing_guests_of_one_visit(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    guest = Invitee(InviteeId(new_id()), "Interpreter", Role.INTERPRETER, "group_call_guest")
    fourth = draft_with(rows[3], *rows[3].invitees, guest)
    await meetings.change(rows[3].id, fourth)
    aunt = Invitee(InviteeId(new_id()), "Aunt", Role.RELATIVE, "group_call_guest")
    await meetings.change(rows[0].id, draft_with(rows[0], *rows[0].invitees, aunt, title="Hip"), scope=Scope.ALL)
    after = await listed(meetings)
    assert [[person.name for person in row.invitees] for row in after] == [
        ["Asha", "Aunt"], ["Asha", "Aunt"], ["Asha", "Aunt"], ["Asha", "Interpreter", "Aunt"], ["Asha", "Aunt"],
        ["Asha", "Aunt"],
    ]  # fmt: skip
    assert {row.title for row in after} == {"Hip"}
    assert after[1].invitees[0].id == rows[1].invitees[0].id, "who stays keeps the place, so the link too"


async def test_another_rule_keeps_what_was_moved_by_hand(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    moved = await meetings.move(
        rows[1].id, replace(rows[1].schedule, starts_at=rows[1].schedule.starts_at + timedelta(days=1))
    )
    fortnightly = replace(WEEKLY, interval=2, count=4)
    changed = await meetings.change(rows[0].id, draft_with(rows[0]), scope=Scope.ALL, recurrence=fortnightly)
    days = [row.schedule.starts_at.date() for row in await listed(meetings) if not row.cancelled]
    assert days == [date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 13)]
    kept = await meetings.get(moved.meeting.id)
    assert kept.series_id is None, "the rule has no such time any more, so it stands on its own"
    await meetings.undo(changed.undo)
    assert [row.schedule for row in await listed(meetings) if row.id != rows[1].id] == [
        row.schedule for row in rows if row.id != rows[1].id
    ]


async def test_a_meeting_becomes_the_first_of_a_series(meetings: MeetingService) -> None:
    single = await meetings.plan(make_draft("Knee", "Asha"))
    changed = await meetings.change(single.meeting.id, draft_with(single.meeting), recurrence=WEEKLY)
    rows = await listed(meetings)
    assert len(rows) == 6
    assert rows[0].id == single.meeting.id
    assert rows[0].invitees[0].id == single.meeting.invitees[0].id
    await meetings.undo(changed.undo)
    assert [row.id for row in await listed(meetings)] == [single.meeting.id]


async def test_cancelling_following_and_all(meetings: MeetingService) -> None:
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=WEEKLY)
    rows = await listed(meetings)
    some = await meetings.cancel(rows[3].id, scope=Scope.FOLLOWING)
    assert some.count == 3
    assert [row.cancelled for row in await listed(meetings)] == [False] * 3 + [True] * 3
    every = await meetings.cancel(rows[0].id, scope=Scope.ALL)
    assert all(row.cancelled for row in await listed(meetings))
    await meetings.undo(every.undo)
    assert [row.cancelled for row in await listed(meetings)] == [False] * 3 + [True] * 3


# ---- rooms
async def test_a_team_series_has_one_room_and_one_place_for_each_person(
    meetings: MeetingService, service: FakeService, store: Database
) -> None:
    team = replace(make_draft("Team", "Asha"), visit_type=TEAM)
    planned = await meetings.plan(team, recurrence=WEEKLY)
    await meetings.engine.settle(planned.meeting.id)
    rows = await listed(meetings)
    assert len(service.rooms) == 1
    assert {row.room_id for row in rows} == set(service.rooms)
    assert len({row.invitees[0].id for row in rows}) == 1
    assert {row.sync for row in rows} == {SyncState.SYNCED}
    assert store.run_now(lambda lib: lib.meetings.sync_counts()).waiting == 0
    one = await meetings.cancel(rows[1].id)
    await meetings.engine.settle(rows[1].id)
    assert [room.active for room in service.rooms.values()] == [True], "the others are held in it"
    await meetings.undo(one.undo)
    await meetings.cancel(rows[0].id, scope=Scope.ALL)
    await meetings.engine.settle(rows[0].id)
    assert [room.active for room in service.rooms.values()] == [False]


async def test_people_of_a_team_series_are_the_same_for_all(meetings: MeetingService) -> None:
    planned = await meetings.plan(replace(make_draft("Team", "Asha"), visit_type=TEAM), recurrence=WEEKLY)
    guest = Invitee(InviteeId(new_id()), "Ben", Role.COLLEAGUE, "group_call_participant")
    changed = await meetings.change(planned.meeting.id, draft_with(planned.meeting, *planned.meeting.invitees, guest))
    assert {tuple(person.name for person in row.invitees) for row in await listed(meetings)} == {("Asha", "Ben")}
    assert len(await listed(meetings, text="Ben")) == 6
    await meetings.undo(changed.undo)
    assert {tuple(person.name for person in row.invitees) for row in await listed(meetings)} == {("Asha",)}


async def test_only_the_meeting_that_is_held_is_live(
    meetings: MeetingService, service: FakeService, clock: Ticking, store: Database
) -> None:
    planned = await meetings.plan(replace(make_draft("Team", "Asha"), visit_type=TEAM), recurrence=WEEKLY)
    await meetings.engine.settle(planned.meeting.id)
    rows = await listed(meetings)
    clock.at = rows[2].schedule.starts_at
    session = replace(service.go_live(next(iter(service.rooms)), "Asha"), started_at=clock.at)
    store.run_now(lambda lib: lib.sessions.note(session, now=clock.at))
    assert [row.live for row in await listed(meetings, phase=Phase.LIVE)] == [1]
    assert [row.id for row in await listed(meetings, phase=Phase.LIVE)] == [rows[2].id]
    assert [found.meeting_id for found in await meetings.sessions(rows[2].id)] == [rows[2].id]
    assert await meetings.sessions(rows[1].id) == ()


async def test_rooms_of_far_visits_are_made_when_they_are_near(
    meetings: MeetingService, service: FakeService, clock: Ticking
) -> None:
    monthly = Recurrence(Frequency.MONTHLY, count=6)
    await meetings.plan(make_draft("Knee", "Asha"), recurrence=monthly)
    await meetings.engine._push()
    assert [row.sync for row in await listed(meetings)] == [SyncState.SYNCED] * 2 + [SyncState.AHEAD] * 4
    assert len(service.rooms) == 2
    clock.at += timedelta(days=40)
    await meetings.engine._push()
    assert len(service.rooms) == 4
    last = (await listed(meetings))[-1]
    await meetings.engine.settle(last.id)  # somebody wants the link now
    assert len(service.rooms) == 5


async def test_a_meeting_that_is_gone_is_said_so(meetings: MeetingService) -> None:
    with pytest.raises(AppError, match="not in your list"):
        await meetings.move(MeetingId("gone"), Schedule(START, timedelta(minutes=5), "UTC"))


def draft_with(meeting: Meeting, *people: Invitee, title: str = "") -> MeetingDraft:
    own = draft_of(meeting)
    return replace(own, title=title or own.title, invitees=people or own.invitees)
