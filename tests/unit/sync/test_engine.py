"""The background loop sends, reads, backs off, and one meeting's trouble blocks no other."""

from __future__ import annotations

import anyio
import pytest

from hosted_meetings_desktop.domain.errors import CredentialsRefused, Refused, Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Region
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking, failing

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> Engine:
    return Engine(store, service, changes, clock)


async def _plan(store: Database, title: str) -> MeetingId:
    meeting = MeetingId(new_id())
    await store.run(lambda lib: lib.meetings.add(meeting, make_draft(title), now=START))
    return meeting


async def test_one_refused_meeting_blocks_no_other(store: Database, service: FakeService, engine: Engine) -> None:
    for title in "ABC":
        await _plan(store, title)
    service.before = failing("create_room", Refused("No."))
    await engine.refresh_now()
    counts = await store.run(lambda lib: lib.meetings.sync_counts())
    assert (counts.waiting, counts.attention) == (0, 1)
    assert engine.state().online


async def test_no_connection_ends_the_turn(store: Database, service: FakeService, engine: Engine) -> None:
    for title in "ABC":
        await _plan(store, title)
    service.before = failing("create_room", Unreachable(), times=99)
    with pytest.raises(Unreachable):
        await engine.refresh_now()
    assert service.calls == ["create_room"]
    assert engine.state().online is False


async def test_refused_credentials_end_the_turn_and_are_named(
    store: Database, service: FakeService, engine: Engine
) -> None:
    await _plan(store, "A")
    service.before = failing("create_room", CredentialsRefused(), times=99)
    with pytest.raises(CredentialsRefused):
        await engine.refresh_now()
    assert "refused the sign-in" in engine.state().problem


async def test_what_exists_at_the_provider_is_shown(store: Database, service: FakeService, engine: Engine) -> None:
    for number in range(250):
        await service.create_room(RoomSpec(f"Room {number}", region=Region.NEAREST))
    await engine.refresh_now()
    page = await store.run(lambda lib: lib.meetings.page(MeetingFilter(), now=START, offset=0, limit=5))
    assert page.total == 250
    assert await store.run(lambda lib: lib.presets.names()) == (
        "group_call_guest",
        "group_call_host",
        "group_call_participant",
    )
    await engine.refresh_now()
    again = await store.run(lambda lib: lib.meetings.page(MeetingFilter(), now=START, offset=0, limit=5))
    assert again.total == 250


async def test_a_nudge_sends_at_once(store: Database, service: FakeService, engine: Engine) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(engine.run)
        with anyio.fail_after(5):
            while not engine.state().online:
                await anyio.sleep(0.01)
            await _plan(store, "A")
            engine.nudge()
            while not service.rooms:
                await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()
