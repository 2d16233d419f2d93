from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.simulator import bot, recorder, sfu
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Recording
from tests.unit.simulator.film_reader import contents
from tests.unit.simulator.live_room import LiveRoom, live_room, until

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _quick_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "UPLOAD_SECONDS", 0.01)


def note_statuses(room: LiveRoom) -> list[str]:
    statuses: list[str] = []
    tell = room.world.recording_changed

    def note(recording: Recording) -> None:
        statuses.append(recording.status)
        tell(recording)

    room.world.recording_changed = note
    return statuses


def filmed(room: LiveRoom, recording: Recording) -> float:
    take = room.parts[0]._takes.get(recording.id)
    return take.film.seconds if take is not None else 0.0


async def test_a_call_becomes_a_file(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach, bot.attach) as room:
        statuses = note_statuses(room)
        recordings, bots = room.parts
        ada = await room.joined("Ada")
        await bots.add(room.meeting.id)
        recording = Recording(meeting=room.meeting)
        recordings.start(recording)
        await ada.hears(RoomEvent.RECORDING_STARTED)
        assert recordings.active(room.meeting) is recording
        await until(lambda: filmed(room, recording) > 1.5)
        recordings.stop(recording, "API_CALL")
        assert recording.status == "UPLOADING"
        await ada.hears(RoomEvent.RECORDING_STOPPED)
        await until(lambda: recording.status == "UPLOADED")
        assert recordings.active(room.meeting) is None
        session = room.world.active_session(room.meeting.id)
        assert session is not None
    assert statuses == ["INVOKED", "RECORDING", "UPLOADING", "UPLOADED"]
    assert recording.file == tmp_path / "recordings" / f"{recording.id}.mp4"
    assert recording.file_size == recording.file.stat().st_size
    assert recording.started_at is not None
    assert recording.stopped_at is not None
    assert recording.invoked_at <= recording.started_at < recording.stopped_at
    assert (recording.stop_reason, recording.session_id) == ("API_CALL", session.id)
    assert recording.output_file_name.endswith(".mp4")
    made = contents(recording.file)
    assert made.codecs == ("h264", "aac")
    assert recording.duration_seconds == round(made.seconds)
    assert made.different > 5
    assert made.loudness > 0.01


async def test_a_recording_can_be_paused(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        statuses = note_statuses(room)
        ada = await room.joined("Ada")
        recordings = room.parts[0]
        recording = recordings.record(room.meeting, start_reason="API_CALL")
        recordings.resume(recording)
        await until(lambda: filmed(room, recording) > 0.3)
        recordings.pause(recording)
        await ada.hears(RoomEvent.RECORDING_PAUSED)
        await asyncio.sleep(0.2)
        held = filmed(room, recording)
        await room.joined("Bob")
        await asyncio.sleep(0.2)
        assert filmed(room, recording) == held, "a join does not end a pause"
        recordings.resume(recording)
        await until(lambda: filmed(room, recording) > 1.2)
        recordings.stop(recording, "API_CALL")
        recordings.stop(recording, "API_CALL")
        await until(lambda: recording.status == "UPLOADED")
    assert statuses == ["INVOKED", "RECORDING", "PAUSED", "RECORDING", "UPLOADING", "UPLOADED"]


async def test_a_recording_without_anybody_comes_to_nothing(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        room.world.keep_alive = timedelta(seconds=0.1)
        statuses = note_statuses(room)
        recording = room.parts[0].record(room.meeting, start_reason="API_CALL")
        await until(lambda: recording.status == "ERRORED")
    assert statuses == ["INVOKED", "ERRORED"]
    assert (recording.stop_reason, recording.file) == ("ALL_PEERS_LEFT", None)


async def test_a_recording_starts_with_the_first_join_and_ends_after_the_last_leave(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        room.world.keep_alive = timedelta(seconds=0.2)
        room.meeting.settings["record_on_start"] = True
        room.meeting.settings["recording_config"] = {"file_name_prefix": "visit"}
        ada = await room.joined("Ada")
        await room.joined("Bob")
        (recording,) = room.world.recordings.values()
        await until(lambda: filmed(room, recording) > 1.2)
        assert recording.start_reason == "RECORD_ON_START"
        session = room.world.active_session(room.meeting.id)
        assert session is not None
        room.world.kick(session, None)
        await until(lambda: recording.status == "UPLOADED")
        assert ada.events(RoomEvent.KICK_ALL)
    assert recording.stop_reason == "ALL_PEERS_LEFT"
    assert recording.session_id == session.id
    assert recording.output_file_name.startswith(f"visit_{room.meeting.id}_")


async def test_a_recording_goes_on_when_somebody_comes_back_in_time(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        ada = await room.joined("Ada")
        recording = room.parts[0].record(room.meeting, start_reason="API_CALL")
        await until(lambda: filmed(room, recording) > 0.2)
        await ada.socket.close()
        await until(lambda: not room.rooms.room(room.meeting.id).peers)
        await room.joined("Bob")
        before = filmed(room, recording)
        await until(lambda: filmed(room, recording) > before + 0.2)
        assert recording.status == "RECORDING"


@pytest.mark.parametrize("by", ["call", "meeting"])
async def test_a_recording_ends_at_its_limit(tmp_path: Path, by: str) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        recording = Recording(meeting=room.meeting)
        if by == "call":
            recording.max_seconds = 2
        else:
            room.meeting.settings["recording_config"] = {"max_seconds": 2}
        await room.joined("Ada")
        room.parts[0].start(recording)
        await until(lambda: recording.status == "UPLOADED")
        assert recording.stop_reason == "API_CALL"


async def test_a_recording_too_short_is_lost(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        ada = await room.joined("Ada")
        recording = room.parts[0].record(room.meeting, start_reason="API_CALL")
        await ada.hears(RoomEvent.RECORDING_STARTED)
        room.parts[0].stop(recording, "API_CALL")
        await until(lambda: recording.status == "ERRORED")
        assert recording.file is None
        assert not list((tmp_path / "recordings").iterdir())


async def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        await room.joined("Ada")
        recording = Recording(meeting=room.meeting)
        (tmp_path / "recordings" / f"{recording.id}.mp4").mkdir(parents=True)
        room.parts[0].start(recording)
        await until(lambda: recording.id in room.parts[0]._takes and room.parts[0]._takes[recording.id].film.failure)
        (tmp_path / "recordings" / f"{recording.id}.mp4").rmdir()
        room.parts[0].stop(recording, "API_CALL")
        await until(lambda: recording.status == "ERRORED")
    assert "could not be written" in caplog.text


async def test_without_the_media_extra_a_recording_fails_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sfu, "available", lambda: False)
    async with live_room(tmp_path, recorder.attach) as room:
        ada = await room.joined("Ada")
        recording = room.parts[0].record(room.meeting, start_reason="API_CALL")
        assert recording.status == "INVOKED"
        await until(lambda: recording.status == "ERRORED")
        assert recording.stop_reason == "INTERNAL_ERROR"
        await ada.hears(RoomEvent.RECORDING_STOPPED)


async def test_what_records_when_the_service_ends_is_finished(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        await room.joined("Ada")
        recording = room.parts[0].record(room.meeting, start_reason="API_CALL")
        await until(lambda: filmed(room, recording) > 1.2)
    assert (recording.status, recording.stop_reason) == ("UPLOADED", "INTERNAL_ERROR")
    assert recording.file is not None
    assert contents(recording.file).pictures > 5
