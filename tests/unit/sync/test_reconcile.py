"""Planning reaches the provider once, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, NotFound, Refused, ServiceFault, Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import Meeting, Region, SyncState
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


async def test_a_planned_meeting_gets_its_room_and_people(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha", "Ben", record_on_start=True, region=Region.FRANKFURT)
    await reconciler.settle(meeting)
    (room,) = service.rooms.values()
    assert (room.title, room.record_on_start, room.region) == ("Video visit", True, Region.FRANKFURT)
    after = await _get(store, meeting)
    assert after.sync is SyncState.SYNCED
    assert {p.custom_id for p in service.participants[room.id].values()} == {p.id for p in after.invitees}
    service.calls.clear()
    await reconciler.settle(meeting)
    assert service.calls == []


async def test_ten_edits_make_one_patch(store: Database, service: FakeService, reconciler: Reconciler) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    service.calls.clear()
    for number in range(10):
        draft = make_draft(f"Knee {number}", public_title=f"Visit {number}", record_on_start=True)
        await store.run(lambda lib, draft=draft: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    assert service.calls == ["patch_room"]


@pytest.mark.parametrize("lost", [AnswerLost(), ServiceFault()])
async def test_a_lost_answer_makes_no_second_room(
    store: Database, service: FakeService, reconciler: Reconciler, lost: AppError
) -> None:
    meeting = await _plan(store, "Asha")
    service.after = failing("create_room", lost)
    with pytest.raises(type(lost)):
        await reconciler.settle(meeting)
    waiting = await _get(store, meeting)
    assert waiting.sync is SyncState.WAITING
    assert lost.title in waiting.problem
    await reconciler.settle(meeting)
    assert len(service.rooms) == 1
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


async def test_a_lost_answer_makes_no_second_participant(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    service.after = failing("add_participant", AnswerLost())
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    (people,) = service.participants.values()
    assert len(people) == 1


async def test_never_sent_is_sent_again(store: Database, service: FakeService, reconciler: Reconciler) -> None:
    meeting = await _plan(store)
    service.before = failing("create_room", Unreachable())
    with pytest.raises(Unreachable):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    assert len(service.rooms) == 1


async def test_a_refusal_asks_for_a_person_and_an_edit_tries_again(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    service.before = failing("add_participant", NotFound("The preset"))
    with pytest.raises(NotFound):
        await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.ATTENTION
    assert await store.run(lambda lib: lib.meetings.unsynced(limit=5)) == ()
    draft = make_draft("Knee", "Asha")
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


async def test_a_refused_creation_may_be_made_again(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    service.before = failing("create_room", Refused("No."))
    with pytest.raises(Refused):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    assert service.calls == ["create_room", "create_room", "patch_room"]


async def test_people_taken_off_lose_their_link(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha", "Ben")
    await reconciler.settle(meeting)
    before = await _get(store, meeting)
    ben = replace(before.invitees[1], name="Benjamin")
    draft = replace(make_draft("Knee"), invitees=(ben,))
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    (people,) = service.participants.values()
    assert [p.name for p in people.values()] == ["Benjamin"]


async def test_cancelling_closes_the_room_and_restoring_opens_it(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    for cancelled in (True, False):
        await store.run(lambda lib, c=cancelled: lib.meetings.set_cancelled(meeting, cancelled=c, now=START))
        await reconciler.settle(meeting)
        (room,) = service.rooms.values()
        assert room.active is not cancelled


async def test_a_meeting_cancelled_before_it_was_sent_is_never_sent(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await store.run(lambda lib: lib.meetings.set_cancelled(meeting, cancelled=True, now=START))
    await reconciler.settle(meeting)
    assert service.calls == []


async def test_a_service_that_ignores_a_patch_does_not_loop(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)

    async def ignore(room, _patch):
        return service.rooms[room]

    service.patch_room = ignore  # type: ignore[method-assign]
    with pytest.raises(AppError, match="did not take"):
        await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.ATTENTION


_FAULTS = st.sampled_from([Unreachable(), AnswerLost(), ServiceFault()])
_DEEDS = st.sampled_from(["create_room", "add_participant", "patch_room", "list_rooms", "list_participants"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.tuples(_DEEDS, st.booleans(), _FAULTS), max_size=8))
async def test_whatever_is_lost_nothing_doubles(
    store: Database, clock: Ticking, plan: list[tuple[str, bool, AppError]]
) -> None:
    service = FakeService()
    reconciler = Reconciler(store, service, clock)
    meeting = await _plan(store, "Asha", "Ben")
    for deed, done, fault in plan:
        hook = failing(deed, fault)
        service.before, service.after = ((lambda _n: None), hook) if done else (hook, (lambda _n: None))
        try:
            await reconciler.settle(meeting)
        except AppError as error:
            assert error is fault  # noqa: PT017 - which fault it is matters, not that there is one
    service.before = service.after = lambda _name: None
    await reconciler.settle(meeting)
    assert len(service.rooms) == 1
    (people,) = service.participants.values()
    assert sorted(p.name for p in people.values()) == ["Asha", "Ben"]
    assert (await _get(store, meeting)).sync is SyncState.SYNCED
