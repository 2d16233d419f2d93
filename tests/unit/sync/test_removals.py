"""Who is taken off loses their link: after the hold, or at once where somebody may be in the room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import Meeting, SyncState
from hosted_meetings_desktop.domain.outbox import HOLD
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.reconcile import Reconciler
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START, FakeService, Ticking, failing

pytestmark = pytest.mark.anyio


async def _plan(store: Database, *people: str, **more: object) -> MeetingId:
    meeting = MeetingId(new_id())
    draft = make_draft("Knee", *people, **more)
    await store.run(lambda lib: lib.meetings.add(meeting, draft, now=START))
    return meeting


async def _get(store: Database, meeting: MeetingId) -> Meeting:
    found = await store.run(lambda lib: lib.meetings.get(meeting))
    assert found is not None
    return found


@pytest.fixture
def reconciler(store: Database, service: FakeService, clock: Ticking) -> Reconciler:
    return Reconciler(store, service, clock)


async def test_people_taken_off_lose_their_link_after_the_hold(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha", "Ben")
    await reconciler.settle(meeting)
    before = await _get(store, meeting)
    ben = replace(before.invitees[1], name="Benjamin")
    draft = replace(make_draft("Knee"), invitees=(ben,))
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=clock()))
    await reconciler.settle(meeting)
    (people,) = service.participants.values()
    assert [p.name for p in people.values()] == ["Asha", "Benjamin"], "undo may bring her back"
    assert (await _get(store, meeting)).sync is SyncState.SYNCED
    assert await store.run(lambda lib: lib.sync.next_due_at()) == clock() + HOLD
    clock.advance(minutes=2)
    again = replace(make_draft("Knee again"), invitees=(ben,))
    await store.run(lambda lib: lib.meetings.change(meeting, again, now=clock()))
    clock.advance(minutes=1)
    due = await store.run(lambda lib: lib.sync.due(now=clock(), longest=timedelta(minutes=5), limit=9, skip=()))
    assert due == [meeting]
    await reconciler.settle(meeting)
    assert [p.name for p in people.values()] == ["Benjamin"]


async def test_who_comes_back_within_the_hold_keeps_the_link(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    await reconciler.settle(meeting)
    before = await _get(store, meeting)
    for people in ((), before.invitees):
        draft = replace(make_draft("Knee"), invitees=people)
        await store.run(lambda lib, draft=draft: lib.meetings.change(meeting, draft, now=clock()))
        await reconciler.settle(meeting)
        clock.advance(minutes=2)
    clock.advance(minutes=10)
    await reconciler.settle(meeting)
    assert (await _get(store, meeting)).invitees == before.invitees
    assert "remove_participant" not in service.calls


@pytest.mark.parametrize("when", ["soon", "now", "live", "moved near"])
async def test_a_link_into_a_meeting_that_is_held_dies_at_once(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler, when: str
) -> None:
    hours = {"soon": 1 / 30, "now": -1 / 6}.get(when, 1.0)
    meeting = await _plan(store, "Asha", hours=hours)
    await reconciler.settle(meeting)
    if when == "live":
        session = service.go_live(next(iter(service.rooms)), "Asha")
        await store.run(lambda lib: lib.sessions.note(session, now=clock()))
    draft = replace(make_draft("Knee", hours=hours), invitees=())
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=clock()))
    if when == "moved near":
        near = replace(make_draft("Knee", hours=0), invitees=())
        await store.run(lambda lib: lib.meetings.change(meeting, near, now=clock()))
    await reconciler.settle(meeting)
    assert [len(people) for people in service.participants.values()] == [0]


async def test_a_removal_whose_answer_was_lost_is_not_held_up(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    await reconciler.settle(meeting)
    await store.run(lambda lib: lib.meetings.change(meeting, make_draft("Knee"), now=clock()))
    clock.advance(minutes=3)
    service.before = failing("remove_participant", Unreachable())
    with pytest.raises(Unreachable):
        await reconciler.settle(meeting)
    service.before = lambda _name: None
    await reconciler.settle(meeting)
    assert [len(people) for people in service.participants.values()] == [0]
