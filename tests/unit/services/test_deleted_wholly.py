"""Of a deleted recording nothing stays in the archive's folder: no text that comes later, no part that had come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.archive.stream import Stream
from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.ids import RoomId, SessionId
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.services.recording_library import RecordingLibrary
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import Rig

pytestmark = pytest.mark.anyio
SAID = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Good morning\n"
S = SessionId("s1")


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    made = Rig(store, tmp_path, clock, changes)
    for what in ("transcript", "chat", "summary"):
        made.provider.texts[S, what] = f"https://files.example/{what}"
        made.network.files[f"https://files.example/{what}"] = SAID
    return made


@pytest.fixture
def library(rig: Rig) -> RecordingLibrary:
    retention = RetentionService(rig.store, rig.vaults, rig.changes, rig.clock)
    return RecordingLibrary(
        rig.store, None, rig.service, retention, rig.changes, rig.clock, recording_list, Stream, lambda: "Desk"  # type: ignore[arg-type]
    )  # fmt: skip


def quiet(_done: int, _total: int | None) -> None:
    pass


def over(rig: Rig, ended: bool = True) -> None:
    """Let the session be known, and be over."""
    end = START + timedelta(minutes=20) if ended else None
    rig.store.run_now(lambda lib: lib.sessions.note(Session(S, RoomId("room"), "Visit", START, end, 0, 2), now=START))


def folder(rig: Rig) -> list[str]:
    """Return what lies in the archive, and on its way into it."""
    return sorted(each.name for each in rig.archive.rglob("*") if each.is_file() and each.suffix != ".json")


async def test_texts_that_come_after_the_deletion_are_not_kept(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film(session_id=S)
    over(rig, ended=False)
    await library.keep([film.id], quiet)
    assert len(folder(rig)) == 1
    await library.delete([film.id], "Asked for")
    assert folder(rig) == []
    over(rig)  # and only now there are texts
    await rig.service.turn()
    assert folder(rig) == []
    assert "transcript" not in rig.provider.asked


async def test_texts_go_also_where_it_was_told_late_whose_they_are(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film()
    await library.keep([film.id], quiet)
    rig.film(session_id=S)
    over(rig)
    await rig.service.turn()
    assert len(folder(rig)) == 4
    await library.delete([film.id], "Asked for")
    assert folder(rig) == []


@pytest.mark.parametrize(("hold", "stays"), [("", 0), ("A complaint", 3)])
async def test_texts_that_were_left_behind_are_deleted_by_the_next_turn(
    library: RecordingLibrary, rig: Rig, hold: str, stays: int
) -> None:
    film = rig.film(session_id=S)
    over(rig)
    await rig.service.turn()
    assert len(folder(rig)) == 4
    # As an earlier version did: the recording alone.
    await library.retention.delete([rig.one(film.id).id], "Asked for", "Desk")
    if hold:
        texts = [each.id for each in rig.texts(S).values() if not each.kind.filmed]
        await library.retention.hold(texts, hold, "Desk")
    await library.retention.turn()
    assert len(folder(rig)) == stays


async def test_texts_stay_for_another_recording_that_is_kept_or_still_comes(
    library: RecordingLibrary, rig: Rig
) -> None:
    film, other = rig.film(session_id=S), rig.film("other", session_id=S)
    over(rig)
    await rig.service.turn()
    await library.delete([film.id], "Asked for")
    await library.retention.turn()
    assert len(folder(rig)) == 4
    [item] = await rig.service.of_recording(other.id)
    rig.store.run_now(lambda lib: lib.archive.keep(replace(item, state=ItemState.LOST)))
    rig.film("third", session_id=S)  # the app does not know yet what files it has
    await library.retention.turn()
    assert len(folder(rig)) == 4


async def test_texts_of_what_was_never_recorded_stay(library: RecordingLibrary, rig: Rig) -> None:
    over(rig)
    await rig.service.turn()
    await library.retention.turn()
    assert len(folder(rig)) == 3


async def test_what_had_come_of_a_waiting_recording_goes_with_it(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film(session_id=S)
    rig.network.hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(rig.service.turn)
        await _half(rig)
        group.cancel_scope.cancel()  # the app is closed over a long download
    assert any(name.endswith(".part") for name in folder(rig))
    await library.delete([film.id], "Asked for")
    assert folder(rig) == []
    assert (rig.one(film.id).state, rig.one(film.id).place) == (ItemState.DELETED, "")


async def test_what_is_on_its_way_is_cleared_away_when_it_has_come(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film(session_id=S)
    gate = rig.network.hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(rig.service.turn)
        await _half(rig)
        await library.delete([film.id], "Asked for")
        gate.set()
    assert folder(rig) == []
    assert (rig.one(film.id).state, rig.one(film.id).place) == (ItemState.DELETED, "")


async def _half(rig: Rig) -> None:
    with anyio.fail_after(10):
        while not any(name.endswith(".part") for name in folder(rig)):
            await anyio.sleep(0.01)
