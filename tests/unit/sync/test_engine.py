"""The background loops send, read and pause, and one thing's trouble blocks no other."""

from __future__ import annotations

import logging
from datetime import timedelta

import anyio
import pytest

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    Intercepted,
    NotFound,
    Refused,
    ServiceFault,
    StoreProblem,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import MeetingId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.live import Standing
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Region, SyncState
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.connectivity import LONGEST_PAUSE, Connectivity
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking, failing

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> Engine:
    return Engine(store, service, changes, clock)


async def _plan(store: Database, title: str, **more: float) -> MeetingId:
    meeting = MeetingId(new_id())
    await store.run(lambda lib: lib.meetings.add(meeting, make_draft(title, **more), now=START))
    return meeting


async def _counts(store: Database) -> tuple[int, int]:
    counts = await store.read(lambda meetings: meetings.sync_counts())
    return counts.waiting, counts.attention


# ---- sending
async def test_one_refused_meeting_blocks_no_other(store: Database, service: FakeService, engine: Engine) -> None:
    for title in "ABC":
        await _plan(store, title)
    service.before = failing("create_room", Refused("No."))
    await engine.refresh_now()
    assert await _counts(store) == (0, 1)
    assert engine.state().standing is Standing.ONLINE


async def test_one_meeting_that_always_meets_a_fault_blocks_no_other(
    store: Database, service: FakeService, engine: Engine, clock: Ticking
) -> None:
    poisoned = await _plan(store, "A", hours=1)
    for title in "BC":
        await _plan(store, title, hours=2)
    service.before = failing("create_room", ServiceFault(), times=1)
    await engine.refresh_now()
    assert await _counts(store) == (1, 0)
    assert service.calls.count("list_sessions") > 0, "lists are read all the same"
    waiting = await store.read(lambda meetings: meetings.get(poisoned))
    assert waiting is not None
    assert "tried again by itself" in waiting.problem
    assert waiting.next_try_at is not None
    assert START < waiting.next_try_at <= START + timedelta(seconds=2)
    clock.advance(minutes=1)
    await engine.refresh_now()
    assert await _counts(store) == (0, 0)


async def test_a_provider_that_always_has_a_fault_is_left_in_peace(
    store: Database, service: FakeService, engine: Engine
) -> None:
    for title in "ABCDEF":
        await _plan(store, title)
    service.before = failing("create_room", ServiceFault(), times=99)
    with pytest.raises(ServiceFault):
        await engine.refresh_now()
    assert service.calls.count("create_room") == 3
    assert engine.state().standing is Standing.TROUBLED
    assert engine.state().retry_at is not None


async def test_no_connection_ends_the_turn(store: Database, service: FakeService, engine: Engine) -> None:
    for title in "ABC":
        await _plan(store, title)
    service.before = failing("create_room", Unreachable(), times=99)
    with pytest.raises(Unreachable):
        await engine.refresh_now()
    assert service.calls == ["create_room"]
    assert engine.state().standing is Standing.OFFLINE
    assert await _counts(store) == (3, 0)


@pytest.mark.parametrize(
    ("error", "standing"),
    [
        (CredentialsRefused(), Standing.REFUSED),
        (Intercepted(), Standing.INTERCEPTED),
        (Busy(4), Standing.TROUBLED),
        (AppError("The saved sign-in cannot be read"), Standing.TROUBLED),
    ],
)
async def test_what_concerns_the_account_strands_no_meeting(
    store: Database, service: FakeService, engine: Engine, clock: Ticking, error: AppError, standing: Standing
) -> None:
    for title in "ABC":
        await _plan(store, title)
    service.before = failing("create_room", error, times=99)
    with pytest.raises(type(error)):
        await engine.refresh_now()
    assert engine.state().standing is standing
    assert error.title in engine.state().problem
    assert await _counts(store) == (3, 0)
    service.before = lambda _name: None
    clock.advance(minutes=1)
    await engine.refresh_now()
    assert await _counts(store) == (0, 0)


async def test_a_fault_of_ours_in_one_meeting_blocks_no_other(
    store: Database, service: FakeService, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    for title in "AB":
        await _plan(store, title)

    def stumble(name: str) -> None:
        if name == "create_room" and service.calls.count(name) == 1:
            raise ZeroDivisionError

    service.before = stumble
    with caplog.at_level(logging.CRITICAL, logger="hosted_meetings_desktop.sync.engine"):
        await engine.refresh_now()
    assert await _counts(store) == (1, 0)


async def test_nobody_answers_is_no_connection_until_somebody_does(
    store: Database, service: FakeService, engine: Engine, clock: Ticking
) -> None:
    await engine.refresh_now()
    await _plan(store, "A")
    service.after = failing("create_room", AnswerLost())
    await engine._push()
    assert engine.state().standing is Standing.OFFLINE
    assert engine.state().retry_at is None, "one lost answer asks for no pause of all"
    clock.advance(minutes=1)
    await engine.refresh_now()
    assert engine.state().standing is Standing.ONLINE


async def test_a_gesture_that_fails_asks_for_no_pause(store: Database, service: FakeService, engine: Engine) -> None:
    meeting = await _plan(store, "A")
    service.before = failing("create_room", Unreachable())
    with pytest.raises(Unreachable):
        await engine.settle(meeting)
    assert (engine.state().standing, engine.state().retry_at) == (Standing.OFFLINE, None)
    await engine.settle(meeting)


async def test_what_needs_no_request_says_nothing_of_the_connection(store: Database, engine: Engine) -> None:
    meeting = await _plan(store, "A")
    await store.run(lambda lib: lib.meetings.set_cancelled(meeting, cancelled=True, now=START))
    await engine.settle(meeting)
    assert engine.state().standing is Standing.UNKNOWN


async def test_a_nudge_sends_at_once(store: Database, service: FakeService, engine: Engine) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(engine.run)
        with anyio.fail_after(5):
            while engine.state().standing is not Standing.ONLINE:
                await anyio.sleep(0.01)
            await _plan(store, "A")
            engine.nudge()
            while not service.rooms:
                await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()


# ---- reading
async def test_what_exists_at_the_provider_is_shown(store: Database, service: FakeService, engine: Engine) -> None:
    for number in range(250):
        await service.create_room(RoomSpec(f"Room {number}", region=Region.NEAREST))
    for _again in range(2):
        await engine.refresh_now()
        page = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=5))
        assert page.total == 250
    assert {meeting.sync for meeting in page.rows} == {SyncState.SYNCED}
    assert await store.run(lambda lib: lib.presets.names()) == (
        "group_call_guest",
        "group_call_host",
        "group_call_participant",
    )


async def test_an_import_that_was_stopped_goes_on_where_it_was(
    store: Database, service: FakeService, engine: Engine, changes: Heard, clock: Ticking
) -> None:
    for number in range(450):
        await service.create_room(RoomSpec(f"Room {number}"))
    service.before = failing("list_rooms", Unreachable(), times=1)
    pages = [0]

    def break_third(name: str) -> None:
        if name == "list_rooms":
            pages[0] += 1
            if pages[0] == 4:
                raise Unreachable()

    service.before = break_third
    with pytest.raises(Unreachable):
        await engine.refresh_now()
    kept = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=1))
    assert kept.total == 300
    progress = engine.state().progress
    assert progress is not None
    assert (progress.done, progress.total) == (300, 450)
    service.calls.clear()
    again = Engine(store, service, changes, clock)  # as after a kill
    await again.refresh_now()
    assert service.calls.count("list_rooms") == 3, "one page twice, then the rest"
    whole = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=1))
    assert whole.total == 450
    assert again.state().progress is None


async def test_an_import_can_be_paused_and_stays_so(
    store: Database, service: FakeService, engine: Engine, changes: Heard, clock: Ticking
) -> None:
    for number in range(250):
        await service.create_room(RoomSpec(f"Room {number}"))
    await engine.pause_import(paused=True)
    await engine.refresh_now()
    kept = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=1))
    assert kept.total == 0
    assert engine.state().paused
    assert await store.run(lambda lib: lib.facts.get("import.paused")) == "1"
    await engine.pause_import(paused=False)
    await engine.refresh_now()
    kept = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=1))
    assert kept.total == 250


async def test_a_session_that_vanished_stops_nothing(store: Database, service: FakeService, engine: Engine) -> None:
    gone = Session(SessionId("gone"), RoomId("r"), "", START, None, 2, 2)
    ended = Session(SessionId("ended"), RoomId("r"), "", START - timedelta(days=40), START - timedelta(days=40), 0, 2)

    def work(lib):
        lib.sessions.note(gone, now=START)
        lib.sessions.note(ended, now=START)

    await store.run(work)
    await engine.refresh_now()
    assert service.calls.count("list_recordings") > 0
    assert engine.state().problem == ""
    assert await store.run(lambda lib: lib.sessions.open_sessions()) == ()
    service.calls.clear()
    await engine.refresh_now()
    assert "get_session" not in service.calls
    assert "session_participants" not in service.calls


async def test_trouble_with_one_list_is_told_and_holds_up_no_other(
    store: Database, service: FakeService, engine: Engine
) -> None:
    service.before = failing("list_presets", NotFound("The app"), times=9)
    with pytest.raises(NotFound):
        await engine.refresh_now()
    assert "The app was not found" in engine.state().problem
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(engine.run)
        with anyio.fail_after(5):
            while "list_recordings" not in service.calls:
                await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()


# ---- pauses
def test_pauses_grow_are_jittered_and_have_an_end() -> None:
    clock = Ticking()
    pauses = []
    connection = Connectivity(clock, jitter=lambda: 1.0)
    for _failure in range(12):
        connection.note_failure(Unreachable())
        assert connection.retry_at is not None
        pauses.append((connection.retry_at - clock()).total_seconds())
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == LONGEST_PAUSE.total_seconds()
    lowest = Connectivity(clock, jitter=lambda: 0.0)
    lowest.note_failure(Unreachable())
    assert lowest.retry_at == clock() + timedelta(seconds=1)
    connection.note_answer()
    assert connection.may_try()


def test_a_full_disk_says_nothing_of_the_provider() -> None:
    connection = Connectivity(Ticking())
    connection.note_answer()
    connection.note_gesture(StoreProblem("The disk is full"))
    assert connection.standing is Standing.ONLINE
    assert "disk is full" in connection.problem


def test_a_busy_provider_is_given_the_time_it_asks_for() -> None:
    clock = Ticking()
    connection = Connectivity(clock, jitter=lambda: 0.0)
    connection.note_failure(Busy(90))
    assert connection.retry_at == clock() + timedelta(seconds=90)


def test_a_clock_that_is_set_back_makes_no_pause_longer() -> None:
    clock = Ticking()
    connection = Connectivity(clock)
    connection.note_failure(Unreachable())
    assert not connection.may_try()
    clock.advance(days=-2)
    assert connection.may_try()


async def test_a_restart_is_no_way_around_a_pause(
    store: Database, service: FakeService, engine: Engine, changes: Heard, clock: Ticking
) -> None:
    await _plan(store, "A")
    service.before = failing("create_room", Unreachable(), times=99)
    for _failure in range(5):
        with pytest.raises(Unreachable):
            await engine.refresh_now()
    service.calls.clear()
    again = Engine(store, service, changes, clock)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(again.run)
        await anyio.sleep(0.2)
        assert service.calls == []
        assert again.state().retry_at is not None
        tasks.cancel_scope.cancel()
