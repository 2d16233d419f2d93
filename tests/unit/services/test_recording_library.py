"""The library's use-cases over a real store, a real archive and a provider in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.archive.stream import Stream
from hosted_meetings_desktop.domain.archive import ArchiveItem, Damaged, ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.audit import audit_note
from hosted_meetings_desktop.domain.chapters import Chapter, ChapterKind
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import PeerId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.playing import Plain
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.recording_list import Keeping, ListFilter
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.vault import Content, VaultProblem, VaultTrouble
from hosted_meetings_desktop.services.recording_library import RecordingLibrary
from hosted_meetings_desktop.services.recording_pauses import note_pause
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.services.transcript_intake import TranscriptIntake
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import FILM, Rig

pytestmark = pytest.mark.anyio
NOBODY = "Front desk"


class PlainCopies:
    """What is not in the archive."""

    def __init__(self) -> None:
        self.exported: list[tuple[str, Path]] = []

    async def playback_source(self, recording: RecordingId) -> str:
        return f"https://files.example/{recording}"

    async def export_copy(self, recording: RecordingId, target: Path, _progress: Any) -> None:
        self.exported.append((recording, target))


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    return Rig(store, tmp_path, clock, changes)


@pytest.fixture
def plain() -> PlainCopies:
    return PlainCopies()


@pytest.fixture
def library(rig: Rig, plain: PlainCopies) -> RecordingLibrary:
    retention = RetentionService(rig.store, rig.vaults, rig.changes, rig.clock)
    return RecordingLibrary(
        rig.store, plain, rig.service, retention, rig.changes, rig.clock, recording_list, Stream, lambda: NOBODY  # type: ignore[arg-type]
    )  # fmt: skip


def quiet(_done: int, _total: int | None) -> None:
    pass


def deeds(rig: Rig) -> list[tuple[str, str, str]]:
    """Return what the audit log says: deed, by whom, why."""
    entries = rig.store.run_now(lambda lib: lib.audit.entries(after=0, limit=100))
    return [(str(note.deed), note.who, note.why) for note in map(audit_note, entries)]


async def test_what_is_kept_is_listed_as_kept(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film()
    assert [row.id for row in (await library.page(ListFilter(keeping=Keeping.NOT_KEPT), 0, 10)).rows] == [film.id]
    outcome = await library.keep([film.id], quiet)
    assert (outcome.done, outcome.failed) == (1, 0)
    row = await library.row(film.id)
    assert row.kept
    assert row.item is not None
    assert row.item.state is ItemState.KEPT
    state = await library.state()
    assert (state.quota.used, state.leaving, state.lost) == (len(FILM), 0, 0)
    assert await library.ids(ListFilter(keeping=Keeping.KEPT)) == (film.id,)
    assert "recordings" in rig.changes.topics


async def test_one_that_fails_does_not_hold_up_the_others_and_one_alone_says_why(
    library: RecordingLibrary, rig: Rig
) -> None:
    good, bad = rig.film("good"), rig.film("bad")
    rig.network.files[bad.files[0].url] = b"no film"
    told: list[tuple[int, int | None]] = []
    outcome = await library.keep([bad.id, good.id], lambda done, total: told.append((done, total)))
    assert (outcome.done, outcome.failed, told) == (1, 1, [(0, 2), (1, 2)])
    assert (await library.row(good.id)).kept
    with pytest.raises(AppError):
        await library.keep([bad.id], quiet)
    with pytest.raises(AppError, match="not ready"):
        await library.keep([RecordingId("none")], quiet)


async def test_a_kept_recording_is_played_from_the_archive_and_that_is_written_down(
    library: RecordingLibrary, rig: Rig
) -> None:
    film = rig.film()
    await library.keep([film.id], quiet)
    source = await library.play(film.id)
    try:
        assert isinstance(source, Stream)
        assert source._content.read_at(0, 100) == FILM[:100]
    finally:
        source.cut()
    assert deeds(rig)[-1] == ("watched", NOBODY, "")
    before = len(deeds(rig))
    (await library.play(film.id, seen=False)).cut()
    assert len(deeds(rig)) == before


async def test_what_is_not_kept_is_played_from_the_provider(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film()
    assert await library.play(film.id) == Plain(f"https://files.example/{film.id}")
    with pytest.raises(AppError, match="not in the list"):
        await library.play(RecordingId("none"))


async def test_an_export_is_the_film_itself_and_is_written_down(
    library: RecordingLibrary, rig: Rig, plain: PlainCopies, tmp_path: Path
) -> None:
    film, other = rig.film(), rig.film("other")
    await library.keep([film.id], quiet)
    target = tmp_path / "copy.mp4"
    target.write_bytes(b"before")
    await library.export_copy(film.id, target, quiet)
    assert target.read_bytes() == FILM
    assert deeds(rig)[-1] == ("exported", NOBODY, "")
    await library.export_copy(other.id, tmp_path / "x.mp4", quiet)
    assert plain.exported == [(other.id, tmp_path / "x.mp4")]
    with pytest.raises(AppError, match="could not be saved"):
        await library.export_copy(film.id, tmp_path / "no folder" / "x.mp4", quiet)
    assert [path.name for path in tmp_path.glob("*.part")] == []


async def test_a_hold_keeps_a_recording_from_being_deleted(library: RecordingLibrary, rig: Rig) -> None:
    film, other = rig.film(), rig.film("other")
    await library.keep([film.id, other.id], quiet)
    with pytest.raises(InputProblem):
        await library.hold([film.id], " ")
    assert (await library.hold([film.id], "A complaint")).done == 1
    with pytest.raises(AppError, match="on hold"):
        await library.delete([film.id], "Their time is over")
    outcome = await library.delete([film.id, other.id], "Their time is over")
    assert (outcome.done, outcome.failed) == (1, 1)
    assert (await library.release([film.id], "Settled")).done == 1
    assert (await library.delete([film.id], "Asked for")).done == 1
    assert [path for path in rig.archive.rglob("*") if path.is_file() and path.stat().st_size > 10_000] == []
    assert [deed for deed, _who, _why in deeds(rig)][-4:] == ["held", "deleted", "released", "deleted"]
    row = await library.row(film.id)
    assert row.item is not None
    assert (row.item.state, row.item.deleted_why) == (ItemState.DELETED, "Asked for")


def texts_of(rig: Rig) -> ArchiveItem:
    return rig.texts("s1")["transcript"]


async def test_what_was_said_is_held_and_deleted_with_the_last_recording_of_a_session(
    library: RecordingLibrary, rig: Rig
) -> None:
    film = with_session(rig)
    other = rig.film("other", session_id=SessionId("s1"), started_at=START)
    rig.provider.texts["s1", "transcript"] = "https://files.example/said"
    rig.network.files["https://files.example/said"] = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Good morning\n"
    await rig.service.turn()
    await TranscriptIntake(rig.store, rig.service.content, rig.changes).turn()
    await library.hold([film.id, other.id], "A complaint")
    assert texts_of(rig).hold == "A complaint"
    await library.release([film.id], "Settled")
    assert texts_of(rig).hold == "A complaint", "the other recording is on hold still"
    await library.delete([film.id], "Asked for")
    assert texts_of(rig).state is ItemState.KEPT
    await library.release([other.id], "Settled")
    assert texts_of(rig).hold == ""
    await library.delete([other.id], "Asked for")
    assert (texts_of(rig).state, texts_of(rig).deleted_why) == (ItemState.DELETED, "Asked for")
    assert (await library.page(ListFilter("morning"), 0, 10)).total == 0
    assert list(rig.archive.rglob("*.hma")) == []


@pytest.mark.parametrize("deed", ["held", "deleted"])
async def test_what_is_decided_while_a_recording_is_on_its_way_stays(
    library: RecordingLibrary, rig: Rig, deed: str
) -> None:
    film = rig.film()
    await rig.service.discover()
    rig.network.hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(rig.service.turn)
        with anyio.fail_after(10):
            while not rig.network.fetched:
                await anyio.sleep(0.01)
        if deed == "held":
            await library.hold([film.id], "A complaint")
        else:
            await library.delete([film.id], "Asked for")
        rig.network.hold.set()
    if deed == "held":
        assert (rig.one().state, rig.one().hold) == (ItemState.KEPT, "A complaint")
        return
    assert (rig.one().state, rig.one().deleted_why) == (ItemState.DELETED, "Asked for")
    await library.retention.turn()
    assert list(rig.archive.rglob("*.hma")) == []
    assert rig.one().place == ""


async def test_what_is_not_in_the_archive_yet_cannot_be_held(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film()
    outcome = await library.hold([film.id], "A complaint")
    assert (outcome.done, outcome.failed) == (0, 1)
    with pytest.raises(AppError, match="not in the archive"):
        await library.delete([film.id], "Asked for")


async def test_what_is_lost_is_told_until_somebody_knows(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film(days=-1)
    await rig.service.discover()
    [item] = await rig.service.of_recording(film.id)
    rig.store.run_now(lambda lib: lib.archive.keep(replace(item, state=ItemState.LOST)))
    assert (await library.state()).lost == 1
    assert (await library.take_note([film.id])).done == 1
    assert (await library.state()).lost == 0


# ---- what is known beside the film
def with_session(rig: Rig) -> Recording:
    """Let the provider have a recording of a session with two people, of whom one left after 30 s."""
    film = rig.film(session_id=SessionId("s1"), started_at=START)
    session = Session(SessionId("s1"), RoomId("room"), "Visit", START, START + timedelta(minutes=20), 0, 2)
    begun = START
    rows = (
        Presence(PeerId("p1"), session.id, "u1", "", "Ada", "host", begun, None, None),
        Presence(PeerId("p2"), session.id, "u2", "", "Ben", "guest", begun, begun + timedelta(seconds=30), 0.5),
    )

    def work(lib: Any) -> None:
        lib.sessions.note(session, now=START)
        lib.sessions.note_presences(session.id, rows, now=START)

    rig.store.run_now(work)
    return film


async def test_who_came_and_what_was_said_is_told(library: RecordingLibrary, rig: Rig) -> None:
    film = with_session(rig)
    rig.provider.texts["s1", "transcript"] = "https://files.example/said"
    rig.network.files["https://files.example/said"] = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Good morning\n"
    await rig.service.turn()
    items = rig.store.run_now(lambda lib: lib.archive.of_session(SessionId("s1")))
    assert ItemState.KEPT in {item.state for item in items if item.kind is ItemKind.TRANSCRIPT}
    intake = TranscriptIntake(rig.store, rig.service.content, rig.changes)
    assert await intake.turn() == 1
    assert await intake.turn() == 0
    told = await library.told(film.id)
    assert told.lines == (TranscriptLine(1_000, 2_000, "Ada", "Good morning"),)
    assert told.chapters == (
        Chapter(0, ChapterKind.JOINED, ("Ada", "Ben")),
        Chapter(30_000, ChapterKind.LEFT, ("Ben",)),
    )
    assert (await library.page(ListFilter("morning"), 0, 10)).total == 1


async def test_after_a_pause_it_is_told_in_the_recordings_own_time(library: RecordingLibrary, rig: Rig) -> None:
    film = with_session(rig)

    def pause(lib: Any) -> None:
        for seconds, paused in ((10, True), (22, False)):
            note_pause(lib, film.id, START + timedelta(seconds=seconds), paused=paused)

    rig.store.run_now(pause)
    assert (await library.told(film.id)).chapters[1] == Chapter(18_000, ChapterKind.LEFT, ("Ben",))
    assert [deed for deed, _who, _why in deeds(rig)] == ["paused", "resumed"]


async def test_a_transcript_that_says_nothing_is_read_once(rig: Rig) -> None:
    with_session(rig)
    rig.provider.texts["s1", "transcript"] = "https://files.example/said"
    rig.network.files["https://files.example/said"] = b"WEBVTT\n\nNOTE nothing was said\n"
    await rig.service.turn()
    opened: list[str] = []

    async def content(item: Any) -> Any:
        opened.append(item)
        return await rig.service.content(item)

    intake = TranscriptIntake(rig.store, content, rig.changes)
    assert (await intake.turn(), await intake.turn(), len(opened)) == (0, 0, 1)


@pytest.mark.parametrize("asked", [0, 1])
async def test_a_damaged_transcript_is_passed_and_an_archive_that_is_away_waited_for(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    for name in ("s1", "s2"):
        rig.session(name)
        rig.provider.texts[name, "transcript"] = f"https://files.example/{name}"
        said = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Good morning\n"
        rig.network.files[f"https://files.example/{name}"] = said
    await rig.service.turn()
    first, _second = rig.store.run_now(lambda lib: lib.transcripts.missing(limit=9))
    trouble = (Damaged("changed"), VaultProblem(VaultTrouble.AWAY, "The archive is away", "Switch it on."))[asked]
    opened: list[str] = []

    async def content(item: ItemId) -> Content:
        opened.append(item)
        if item == first:
            raise trouble
        return await rig.service.content(item)

    monkeypatch.setattr("hosted_meetings_desktop.services.transcript_intake._AT_ONCE", 1)
    intake = TranscriptIntake(rig.store, content, rig.changes)
    assert [await intake.turn(), await intake.turn()] == ([0, 1], [0, 0])[asked]
    assert len(opened) == 2


async def test_the_intake_goes_on_after_a_store_that_could_not_be_read(rig: Rig) -> None:
    class Enough(Exception):
        pass

    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise Enough

    class Broken:
        async def run(self, _work: Any) -> Any:
            raise AppError("The store cannot be read")

    intake = TranscriptIntake(Broken(), rig.service.content, rig.changes, sleep)  # type: ignore[arg-type]
    with pytest.raises(Enough):
        await intake.run()


async def test_without_a_session_there_is_only_a_length(library: RecordingLibrary, rig: Rig) -> None:
    film = rig.film("alone", seconds=90)
    told = await library.told(film.id)
    assert (told.seconds, told.chapters, told.lines) == (90, (), ())
