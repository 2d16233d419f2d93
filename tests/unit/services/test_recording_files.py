"""Voices are played, exported and given out together, and what was said is saved, over a real store and archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive.stream import Stream
from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.audit import audit_note
from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import PeerId, RecordingId, SessionId
from hosted_meetings_desktop.domain.playing import Plain
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile
from hosted_meetings_desktop.domain.recording_list import Keeping, ListFilter, Told
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.domain.transcript_text import read_transcript
from hosted_meetings_desktop.services.recording_files import RecordingFiles
from hosted_meetings_desktop.services.recording_library import RecordingLibrary
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list
from tests.unit.archive.vault_kit import mp4
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import Rig

pytestmark = pytest.mark.anyio
SAID = (TranscriptLine(0, 2_000, "Ada Osei", "Good morning."),)
R = RecordingId("voices")


class Case:
    """A recording of two voices."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.lines: tuple[TranscriptLine, ...] = SAID
        self.data = {name: mp4(name.encode() * 90_000) for name in ("ada", "ben")}
        files = []
        for name, data in self.data.items():
            url = f"https://storage.example/{name}.webm?signature=s3cret"
            rig.network.files[url] = data
            files.append(RecordingFile(url, START + timedelta(days=7), f"default_{name}_peer-{name}_audio.webm"))
        rig.session()
        self.recording: Recording = rig.film(
            "voices", files=tuple(files), size=0, session_id=SessionId("session"), file_name="x.webm"
        )
        rows = tuple(
            Presence(PeerId(f"peer-{name}"), SessionId("session"), name, "", called, "host", START, None, None)
            for name, called in (("ada", "Ada Osei"), ("ben", "Ben Rao"))
        )
        rig.store.run_now(lambda lib: lib.sessions.note_presences(SessionId("session"), rows, now=START))
        self.files = RecordingFiles(
            rig.store, rig.provider, rig.service.content, recording_list,  # type: ignore[arg-type]
            self._told, Stream, rig.clock, lambda: "Desk",
        )  # fmt: skip
        retention = RetentionService(rig.store, rig.vaults, rig.changes, rig.clock)
        self.library = RecordingLibrary(
            rig.store, None, rig.service, retention, rig.changes, rig.clock, recording_list, Stream, lambda: "Desk"  # type: ignore[arg-type]
        )  # fmt: skip

    async def _told(self, _recording: RecordingId) -> Told:
        return Told(lines=self.lines)

    def deeds(self) -> list[tuple[str, dict[str, str]]]:
        entries = self.rig.store.run_now(lambda lib: lib.audit.entries(after=0, limit=100))
        notes = map(audit_note, entries)
        return [(str(note.deed), dict(note.facts)) for note in notes if str(note.deed) in {"watched", "exported"}]

    def broken(self, name: str) -> None:
        """Damage the file of a voice."""
        item = next(each.item for each in self.rig_row().voices if each.item and name in each.label)
        path = next(self.rig.archive.rglob(Path(item.place).name))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        data[40] ^= 1
        path.write_bytes(data)

    def rig_row(self):
        return self.rig.store.run_now(lambda lib: recording_list(lib).row(R))


@pytest.fixture
def case(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Case:
    return Case(Rig(store, tmp_path, clock, changes))


def quiet(_done: int, _total: int | None) -> None:
    pass


async def test_voices_are_listed_as_one_recording_with_the_size_of_all(case: Case) -> None:
    assert (await case.library.row(R)).size is None
    assert await case.library.ids(ListFilter(keeping=Keeping.NOT_KEPT)) == (R,)
    await case.rig.service.turn()
    row = await case.library.row(R)
    assert (row.of_voices, row.kept, row.status.value) == (True, True, "UPLOADED")
    assert [(voice.name, voice.kept) for voice in row.voices] == [("Ada Osei", True), ("Ben Rao", True)]
    assert row.size == sum(map(len, case.data.values()))
    assert await case.library.ids(ListFilter(keeping=Keeping.KEPT)) == (R,)
    assert (await case.library.state()).leaving == 0


async def test_one_that_could_not_be_kept_speaks_for_all_until_somebody_takes_note(case: Case) -> None:
    case.rig.network.files[case.recording.files[1].url] = b"no sound"
    for _try in range(4):
        await case.rig.service.turn()
        case.rig.clock.advance(hours=3)
    row = await case.library.row(R)
    assert row.item is not None
    assert (row.item.state, row.kept, row.partly_kept) == (ItemState.REFUSED, False, True)
    assert await case.library.ids(ListFilter(keeping=Keeping.TROUBLE)) == (R,)
    await case.library.take_note([R])
    assert (await case.library.row(R)).kept
    assert await case.library.ids(ListFilter(keeping=Keeping.KEPT)) == (R,)


async def test_all_voices_are_played_from_the_archive_and_that_is_written_down_once(case: Case) -> None:
    await case.rig.service.turn()
    played = await case.files.play_voices(R)
    try:
        assert [each.voice.name for each in played] == ["Ada Osei", "Ben Rao"]
        for each, data in zip(played, case.data.values(), strict=True):
            assert isinstance(each.source, Stream)
            assert each.source._content.read_at(0, 50) == data[:50]
    finally:
        for each in played:
            each.source.cut()
    assert case.deeds() == [("watched", {"recording": R})]


async def test_a_damaged_voice_says_why_and_the_others_play(case: Case) -> None:
    await case.rig.service.turn()
    case.broken("ben")
    ada, ben = await case.files.play_voices(R)
    ada.source.cut()
    assert ada.problem is None
    assert ben.source is None
    assert "damaged" in ben.problem.title
    case.broken("ada")
    with pytest.raises(AppError, match="damaged"):
        await case.files.play_voices(R)


async def test_what_is_not_kept_yet_is_played_from_the_provider(case: Case) -> None:
    played = await case.files.play_voices(R)
    assert [each.source for each in played] == [Plain(file.url) for file in case.recording.files]
    case.rig.provider.trouble = Unreachable()
    with pytest.raises(Unreachable):
        await case.files.play_voices(R)
    gone = replace(case.recording, files=tuple(replace(file, expires_at=START) for file in case.recording.files))
    case.rig.provider.trouble = None
    case.rig.provider.recordings["voices"] = gone
    with pytest.raises(AppError, match="not have this voice"):
        await case.files.play_voices(R)


async def test_a_voice_is_exported_as_it_is(case: Case, tmp_path: Path) -> None:
    label = case.recording.files[1].label
    with pytest.raises(AppError, match="not in the archive"):
        await case.files.export_voice(R, label, tmp_path / "ben.webm", quiet)
    await case.rig.service.turn()
    told: list[tuple[int, int | None]] = []
    await case.files.export_voice(R, label, tmp_path / "ben.webm", lambda *seen: told.append(seen))
    assert (tmp_path / "ben.webm").read_bytes() == case.data["ben"]
    assert told[-1] == (len(case.data["ben"]),) * 2
    assert case.deeds() == [("exported", {"recording": R, "voice": label})]
    with pytest.raises(AppError, match="could not be saved"):
        await case.files.export_voice(R, label, tmp_path / "no folder" / "x.webm", quiet)


async def test_hold_and_deletion_are_of_all_voices(case: Case) -> None:
    await case.rig.service.turn()
    await case.library.hold([R], "A complaint")
    assert {voice.item.hold for voice in (await case.library.row(R)).voices} == {"A complaint"}
    with pytest.raises(AppError, match="on hold"):
        await case.library.delete([R], "Their time is over")
    await case.library.release([R], "It is settled")
    await case.library.delete([R], "Their time is over")
    row = await case.library.row(R)
    assert {voice.item.state for voice in row.voices} == {ItemState.DELETED}
    assert not row.partly_kept


# ---- what was said
@pytest.mark.parametrize("form", [TranscriptForm.SRT, TranscriptForm.JSON])
async def test_a_transcript_is_saved_and_that_is_written_down(
    case: Case, tmp_path: Path, form: TranscriptForm
) -> None:
    target = tmp_path / "said"
    target.write_bytes(b"before")
    await case.files.save_transcript(R, form, target)
    assert read_transcript(target.read_bytes()) == SAID
    assert case.deeds() == [("exported", {"recording": R, "transcript": form.value})]
    assert not list(tmp_path.glob(".*"))


async def test_a_place_that_cannot_be_written_is_told_and_leaves_what_was_there(case: Case, tmp_path: Path) -> None:
    (tmp_path / "said.srt").mkdir()
    for target in (tmp_path / "no folder" / "x.srt", tmp_path / "said.srt"):
        with pytest.raises(AppError, match="could not be saved") as caught:
            await case.files.save_transcript(R, TranscriptForm.SRT, target)
        assert "Choose another folder" in caught.value.advice
    assert not list(tmp_path.glob(".*.part"))
    assert case.deeds() == []


async def test_a_full_disk_leaves_the_file_that_was_there(case: Case) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    with pytest.raises(AppError, match="could not be saved"):
        await case.files.save_transcript(R, TranscriptForm.SRT, Path("/dev/full/x"))


async def test_nothing_said_is_nothing_saved(case: Case, tmp_path: Path) -> None:
    case.lines = ()
    with pytest.raises(AppError, match="no transcript"):
        await case.files.save_transcript(R, TranscriptForm.TEXT, tmp_path / "x.txt")
    assert list(tmp_path.glob("x*")) == []


async def test_all_voices_are_kept_at_once_and_one_that_fails_holds_up_none(case: Case) -> None:
    case.rig.network.files[case.recording.files[0].url] = b"no sound"
    with pytest.raises(AppError):
        await case.library.keep([R], quiet)
    assert [voice.kept for voice in (await case.library.row(R)).voices] == [False, True]
    case.rig.network.files[case.recording.files[0].url] = case.data["ada"]
    await case.library.keep([R], quiet)
    assert (await case.library.row(R)).kept
