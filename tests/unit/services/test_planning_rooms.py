"""A meeting whose room becomes that of a whole series, and back: nobody's link stops working."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import AnswerLost
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking

pytestmark = pytest.mark.anyio

WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)


@pytest.fixture
def meetings(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> MeetingService:
    return MeetingService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


async def listed(meetings: MeetingService) -> list[Meeting]:
    return list((await meetings.page(MeetingFilter(), 0, 500)).rows)


async def team(meetings: MeetingService) -> Meeting:
    draft = replace(make_draft("Team", "Asha", "Ben"), visit_type=VisitTypeId("team"))
    return (await meetings.plan(draft)).meeting


def links(meeting: Meeting) -> list[tuple[object, ...]]:
    return [(meeting.room_id, person.id, person.participant_id) for person in meeting.invitees]


@pytest.mark.parametrize("online", [True, False])
async def test_the_room_of_a_team_meeting_becomes_that_of_its_series(
    meetings: MeetingService, service: FakeService, online: bool
) -> None:
    one = await team(meetings)
    if online:
        await meetings.engine.settle(one.id)
        one = await meetings.get(one.id)
    changed = await meetings.change(one.id, draft_of(one), recurrence=WEEKLY)
    rows = await listed(meetings)
    assert (len(rows), rows[0].id) == (6, one.id)
    assert len({row.room_of for row in rows}) == 1
    assert rows[0].room_of is not None
    for row in (rows[4], rows[0]):
        await meetings.engine.settle(row.id)
    assert len(service.rooms) == 1
    rows = await listed(meetings)
    assert all(links(row) == links(rows[0]) for row in rows)
    assert not online or links(rows[0]) == links(one)
    told = links(rows[0])

    again = await meetings.undo(changed.undo)
    alone = await meetings.get(one.id)
    assert [row.id for row in await listed(meetings)] == [one.id]
    assert (alone.room_of, links(alone)) == (None, told)
    await meetings.engine.settle(one.id)
    assert [room.active for room in service.rooms.values()] == [True]

    await meetings.undo(again)
    await meetings.engine.settle(one.id)
    rows = await listed(meetings)
    assert len(rows) == 6
    assert all(links(row) == told for row in rows)
    assert len(service.rooms) == 1


async def test_a_room_on_its_way_arrives_with_the_series(
    meetings: MeetingService, service: FakeService, clock: Ticking
) -> None:
    one = await team(meetings)

    def lose(name: str) -> None:
        if name == "create_room":
            raise AnswerLost

    service.after = lose
    with pytest.raises(AnswerLost):
        await meetings.engine.settle(one.id)
    service.after = lambda _name: None
    await meetings.change(one.id, draft_of(one), recurrence=WEEKLY)
    clock.advance(minutes=1)
    await meetings.engine.settle(one.id)
    assert len(service.rooms) == 1
    assert {row.room_id for row in await listed(meetings)} == set(service.rooms)


async def test_a_series_made_while_its_room_is_being_made_has_that_room(
    meetings: MeetingService, service: FakeService
) -> None:
    one = await team(meetings)
    create = service.create_room

    async def made_a_series(spec):  # type: ignore[no-untyped-def]
        room = await create(spec)
        await meetings.change(one.id, draft_of(one), recurrence=WEEKLY)
        return room

    service.create_room = made_a_series  # type: ignore[method-assign]
    await meetings.engine.settle(one.id)
    service.create_room = create  # type: ignore[method-assign]
    await meetings.engine.settle(one.id)
    rows = await listed(meetings)
    assert len(service.rooms) == 1
    assert {row.room_id for row in rows} == set(service.rooms)
    assert all(person.participant_id for person in rows[3].invitees)


async def test_consultations_of_a_series_have_rooms_of_their_own(meetings: MeetingService) -> None:
    draft = replace(make_draft("Knee", "Asha"), visit_type=VisitTypeId("consultation"))
    one = (await meetings.plan(draft)).meeting
    await meetings.change(one.id, draft_of(one), recurrence=WEEKLY)
    assert {row.room_of for row in await listed(meetings)} == {None}
