"""Single times of a series that is there already: left out, taken back in, and put back by undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingDraft, MeetingFilter
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.outbox_kit import ASHA, Office, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]

WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)  # the first is on a Monday
HOUR = timedelta(hours=1)


@pytest.fixture
def meetings(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> MeetingService:
    return MeetingService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


async def listed(meetings: MeetingService) -> list[Meeting]:
    return list((await meetings.page(MeetingFilter(), 0, 500)).rows)


def walls(*rows: Meeting) -> frozenset[datetime]:
    return frozenset(row.wall for row in rows if row.wall is not None)


def picture(rows: list[Meeting]) -> list[tuple[object, ...]]:
    return [(row.id, row.schedule, row.cancelled, row.wall, row.series_id) for row in rows]


async def planned(meetings: MeetingService, **changes: object) -> list[Meeting]:
    await meetings.plan(replace(make_draft("Knee", "Asha"), **changes), recurrence=WEEKLY)  # type: ignore[arg-type]
    return await listed(meetings)


async def hold(
    meetings: MeetingService, hand: Meeting, *out: Meeting, scope: Scope = Scope.ALL, **more: object
) -> Planned:
    """Hold all times but some."""
    return await meetings.change(hand.id, draft_of(hand), scope=scope, left_out=walls(*out), **more)  # type: ignore[arg-type]


async def test_a_time_nobody_outside_has_heard_of_is_forgotten_and_comes_back(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    changed = await hold(meetings, rows[0], rows[2], rows[4])
    assert [row.id for row in await listed(meetings)] == [rows[n].id for n in (0, 1, 3, 5)]
    again = await meetings.undo(changed.undo)
    assert picture(await listed(meetings)) == picture(rows)
    await meetings.undo(again)
    assert len(await listed(meetings)) == 4


async def test_a_meeting_with_a_room_is_cancelled_and_restored(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    await meetings.engine.settle(rows[1].id)
    await hold(meetings, rows[0], rows[1])
    assert (await meetings.get(rows[1].id)).cancelled
    back = await hold(meetings, rows[0])
    assert not (await meetings.get(rows[1].id)).cancelled
    assert back.count == 1, "nothing else was written"
    await meetings.undo(back.undo)
    assert (await meetings.get(rows[1].id)).cancelled


async def test_a_time_that_was_left_out_from_the_start_is_planned_anew(meetings: MeetingService) -> None:
    first = make_draft("Knee", "Asha")
    out = frozenset({first.schedule.starts_at.replace(hour=11, tzinfo=None) + timedelta(days=7)})
    made = await meetings.plan(first, recurrence=WEEKLY, left_out=out)
    assert made.meeting.series_id is not None
    assert len(await meetings.held_times(made.meeting.series_id)) == 5
    back = await hold(meetings, made.meeting)
    rows = await listed(meetings)
    assert [row.wall for row in rows] == sorted(row.wall for row in rows if row.wall)
    assert (len(rows), rows[1].title, rows[1].series_id) == (6, "Knee", made.meeting.series_id)
    assert rows[1].invitees[0].id != rows[0].invitees[0].id, "each visit has places of its own"
    await meetings.undo(back.undo)
    assert len(await listed(meetings)) == 5


async def test_the_one_in_hand_is_cancelled_not_forgotten(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    changed = await hold(meetings, rows[2], rows[2], scope=Scope.FOLLOWING)
    assert changed.meeting.id == rows[2].id
    assert changed.meeting.cancelled
    assert len({row.series_id for row in await listed(meetings)}) == 1, "nothing else changed: it stays one series"


async def test_it_goes_along_with_another_time_and_another_rule(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    own = draft_of(rows[2])
    later = replace(own, schedule=replace(own.schedule, starts_at=own.schedule.starts_at + HOUR))
    out = frozenset({wall + HOUR for wall in walls(rows[3], rows[5])})
    moved = await meetings.change(rows[2].id, later, scope=Scope.FOLLOWING, left_out=out)
    after = await listed(meetings)
    assert [row.id for row in after] == [rows[n].id for n in (0, 1, 2, 4)]
    assert len({row.series_id for row in after}) == 2
    hand = moved.meeting
    assert hand.wall is not None
    daily = Recurrence(Frequency.DAILY, count=4)
    gone = frozenset({hand.wall + timedelta(days=2)})
    ruled = await meetings.change(hand.id, draft_of(hand), scope=Scope.ALL, recurrence=daily, left_out=gone)
    days = [row.wall.day - hand.wall.day for row in await listed(meetings) if row.series_id == hand.series_id]  # type: ignore[union-attr]
    assert days == [0, 1, 3]
    await meetings.undo(ruled.undo)
    await meetings.undo(moved.undo)
    assert picture(await listed(meetings)) == picture(rows)


async def test_a_single_meeting_becomes_a_series_without_some_times(meetings: MeetingService) -> None:
    one = await meetings.plan(make_draft("Knee", "Asha"))
    start = one.meeting.schedule.starts_at.replace(hour=11, tzinfo=None)
    out = frozenset({start, start + timedelta(days=14)})
    changed = await meetings.change(one.meeting.id, draft_of(one.meeting), recurrence=WEEKLY, left_out=out)
    rows = await listed(meetings)
    assert [row.wall for row in rows] == [start + timedelta(days=days) for days in (7, 21, 28, 35)]
    assert rows[0].id == one.meeting.id, "the first that is held keeps the room"
    assert rows[0].schedule.starts_at == one.meeting.schedule.starts_at + timedelta(days=7)
    await meetings.undo(changed.undo)
    assert picture(await listed(meetings)) == picture([one.meeting])


async def test_what_has_begun_stays_as_it_is(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.at = rows[2].schedule.starts_at + timedelta(minutes=5)
    await hold(meetings, rows[4], *rows[:4])
    assert [row.id for row in await listed(meetings)] == [rows[n].id for n in (0, 1, 2, 4, 5)]


async def test_the_slot_rule_holds_for_times_that_are_taken_back_in(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    await meetings.engine.settle(rows[3].id)
    await hold(meetings, rows[0], rows[2], rows[3])
    for row in (rows[2], rows[3]):
        other = replace(make_draft("Cough", "Ben"), schedule=row.schedule)
        await meetings.plan(other)
    before = picture(await listed(meetings))
    for still in (rows[2], rows[3]):
        with pytest.raises(SlotTaken) as refused:
            await hold(meetings, rows[0], still, accepted=frozenset(Concern))
        assert [each.concern for each in refused.value.check.findings] == [Concern.OVERLAP]
    assert picture(await listed(meetings)) == before
    await hold(meetings, rows[0], rows[2], rows[3], rows[5])  # those that stay left out are in nobody's way
    assert len(await listed(meetings)) == len(before) - 1


async def test_a_shared_room_stays_open_for_the_others(meetings: MeetingService, service: FakeService) -> None:
    rows = await planned(meetings, visit_type=VisitTypeId("team"))
    await meetings.engine.settle(rows[0].id)
    await hold(meetings, rows[0], rows[1], rows[2])
    await meetings.engine.settle(rows[0].id)
    assert [room.active for room in service.rooms.values()] == [True]
    back = await hold(meetings, rows[0])
    assert len({row.invitees[0].id for row in await listed(meetings)}) == 1
    assert {row.room_of for row in await listed(meetings)} == {rows[0].room_of}
    await meetings.undo(back.undo)
    assert len(await listed(meetings)) == 4
    await hold(meetings, rows[0], *rows)
    await meetings.engine.settle(rows[0].id)
    assert [room.active for room in service.rooms.values()] == [False]


# ---- who is told
async def test_people_are_told_of_the_times_alone(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=replace(WEEKLY, weekdays=(1,)))
    await office.wait(minutes=4)
    rows = await listed(office.meetings)
    changed = await hold(office.meetings, rows[0], rows[2], rows[3])
    assert changed.messages == 2
    await office.wait(minutes=2)
    await office.meetings.undo(changed.undo)
    await office.wait(minutes=4)
    assert office.sent() == [(ASHA, "REQUEST 0")], "who takes it back mails nobody"
    await hold(office.meetings, rows[0], rows[2], rows[3])
    await office.wait(minutes=4)
    assert [what for _to, what in office.sent()[1:]] == ["CANCEL 1", "CANCEL 1"]
    await hold(office.meetings, rows[0], rows[3])
    await office.wait(minutes=4)
    assert [what for _to, what in office.sent()[3:]] == ["REQUEST 2"], "only the whole tells of a time held again"


# ---- places
async def test_a_meeting_is_moved_to_another_place_and_back(meetings: MeetingService) -> None:
    one = await meetings.plan(replace(make_draft("Knee", "Asha"), place="Room 1"))
    schedule = one.meeting.schedule
    moved = await meetings.move(one.meeting.id, schedule, place="Room 2")
    assert (moved.meeting.place, moved.meeting.host) == ("Room 2", one.meeting.host)
    assert (await meetings.move(one.meeting.id, schedule)).meeting.place == "Room 2"
    assert (await meetings.move(one.meeting.id, schedule, place="")).meeting.place == ""
    await meetings.undo(moved.undo)
    assert (await meetings.get(one.meeting.id)).place == "Room 1"


async def test_a_place_is_changed_for_as_much_of_a_series_as_is_meant(meetings: MeetingService) -> None:
    rows = await planned(meetings, place="Room 1")
    await meetings.move(rows[4].id, rows[4].schedule, place="Room 3")
    moved = await meetings.move(rows[2].id, rows[2].schedule, place="Room 2", scope=Scope.FOLLOWING)
    assert [row.place for row in await listed(meetings)] == [
        "Room 1", "Room 1", "Room 2", "Room 2", "Room 3", "Room 2",
    ]  # fmt: skip
    await meetings.undo(moved.undo)
    assert [row.place for row in await listed(meetings)] == ["Room 1"] * 4 + ["Room 3", "Room 1"]


async def test_a_place_that_is_taken_is_warned_about(meetings: MeetingService) -> None:
    one = await meetings.plan(replace(make_draft("Knee", "Asha"), place="Room 1"))
    other: MeetingDraft = replace(make_draft("Cough", "Ben"), host="Dr Winter", place="Room 2")
    await meetings.plan(other)
    with pytest.raises(SlotTaken) as warned:
        await meetings.move(one.meeting.id, one.meeting.schedule, place="Room 2")
    assert warned.value.check.concerns == {Concern.ROOM}
