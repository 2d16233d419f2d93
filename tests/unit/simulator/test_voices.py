"""Recordings of voices: a WebM file for each person who was asked for, and nobody else."""

from __future__ import annotations

import asyncio
import uuid
from array import array
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest

from hosted_meetings_desktop.simulator import bot, recorder
from hosted_meetings_desktop.simulator.memory import recall, remember
from hosted_meetings_desktop.simulator.sfu.synthetic import clip
from hosted_meetings_desktop.simulator.sfu.voices import Speaker, Voices
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Recording, World, now
from tests.unit.simulator.conftest import Api
from tests.unit.simulator.live_room import LiveRoom, live_room, until
from tests.unit.simulator.test_rest_recordings import StubRecorder

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _quick_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "UPLOAD_SECONDS", 0.01)


def heard(path: Path) -> tuple[str, float, float]:
    """Return a file's codec, its length in seconds and how loud it gets (0 to 1)."""
    samples = array("f")
    with av.open(str(path)) as container:
        seconds = (container.duration or 0) / 1_000_000
        assert not container.streams.video
        (stream,) = container.streams.audio
        for frame in container.decode(stream):
            samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
        return stream.codec_context.name, seconds, max(map(abs, samples), default=0.0)


def recorded(room: LiveRoom, recording: Recording) -> float:
    take = room.parts[0]._takes.get(recording.id)
    return take.film.seconds if take is not None else 0.0


def of_voices(room: LiveRoom, *user_ids: str) -> Recording:
    made = Recording(meeting=room.meeting, layers={"default": "default"}, user_ids=list(user_ids) or None)
    room.parts[0].start(made)
    return made


async def test_each_voice_that_was_asked_for_becomes_a_file_and_no_other(tmp_path: Path) -> None:
    clip()  # its tone is encoded once, and first, which takes a slow machine seconds
    async with live_room(tmp_path, recorder.attach, bot.attach) as room:
        ada, cara = await room.joined("Ada"), await room.joined("Cara")
        speaks = await room.parts[1].add(room.meeting.id)
        recording = of_voices(room, ada.participant.id, speaks)
        await ada.hears(RoomEvent.RECORDING_STARTED)
        await until(lambda: recorded(room, recording) > 0.5)
        room.parts[0].pause(recording)
        held = recorded(room, recording)
        late = await room.joined("Late")
        room.parts[0].resume(recording)
        await until(lambda: recorded(room, recording) > held + 1.2)
        room.parts[0].stop(recording, "API_CALL")
        assert recording.status == "UPLOADING"
        await until(lambda: recording.status == "UPLOADED")
    assert recording.file is None
    assert recording.file_size == sum(path.stat().st_size for path in recording.voices)
    names = [path.name for path in recording.voices]
    assert [name.split("_")[0] for name in names] == [ada.participant.id, speaks]
    for name in names:
        assert name.endswith(".webm")
        assert cara.participant.id not in name
        assert late.participant.id not in name
    found = [heard(path) for path in recording.voices]
    assert {codec for codec, _seconds, _loud in found} == {"opus"}
    assert found[0][1] == pytest.approx(found[1][1], abs=0.1)
    assert recording.duration_seconds == round(found[0][1])
    assert found[0][2] < 0.001, "who has no microphone is silent"
    assert found[1][2] > 0.01
    assert not list(tmp_path.rglob("*.mp4"))


async def test_who_comes_later_and_is_asked_for_has_a_file_from_then_on(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        ada, ben = await room.joined("Ada"), room.participant("Ben")
        recording = of_voices(room)
        await until(lambda: recorded(room, recording) > 0.6)
        window = await room.joined(ben)
        await until(lambda: recorded(room, recording) > 1.2)
        await window.socket.close()
        await until(lambda: len(room.rooms.room(room.meeting.id).peers) == 1)
        await until(lambda: recorded(room, recording) > 1.8)
        room.parts[0].stop(recording, "API_CALL")
        await until(lambda: recording.status == "UPLOADED")
    assert [path.name.split("_")[0] for path in recording.voices] == [ada.participant.id, ben.id]
    first, second = (heard(path)[1] for path in recording.voices)
    assert 0.3 < second < first - 0.8


async def test_who_leaves_and_comes_again_has_two_files(tmp_path: Path) -> None:
    made = Voices(tmp_path)
    made.start()

    async def hears(*speakers: Speaker) -> None:
        made.show(speakers)
        until_then = made.seconds + 0.3
        await until(lambda: made.seconds > until_then)

    await hears(Speaker("p", "first", None))
    await hears()
    await hears(Speaker("p", "second", None))
    made.let_go()
    whole = await asyncio.to_thread(made.close)
    assert made.failure is None
    assert [path.name for path in made.files] == ["first.webm", "second.webm"]
    lengths = [heard(path)[1] for path in made.files]
    assert all(length > 0.2 for length in lengths)
    assert sum(lengths) < whole - 0.2


async def test_where_nobody_is_of_those_who_were_asked_for_nothing_is_kept(tmp_path: Path) -> None:
    async with live_room(tmp_path, recorder.attach) as room:
        await room.joined("Ada")
        recording = of_voices(room, "somebody-else")
        await until(lambda: recorded(room, recording) > 1.1)
        room.parts[0].stop(recording, "API_CALL")
        await until(lambda: recording.status == "ERRORED")
    assert not list(tmp_path.rglob("*.webm"))


async def with_session(api: Api) -> str:
    meeting = await api.meeting()
    await api("POST", f"/meetings/{meeting}/participants", participant())
    who = next(iter(api.world.meetings[meeting].participants.values()))
    api.world.peer_joined(who, str(uuid.uuid4()), "Ada")
    return str(meeting)


def participant() -> dict[str, Any]:
    return {"name": "Ada", "preset_name": "group_call_host", "custom_participant_id": "ada"}


async def test_only_realtimekit_has_them_and_only_in_a_session(dyte: Api, realtimekit: Api) -> None:
    stub = StubRecorder()
    dyte.service.recorder = stub
    meeting = await with_session(realtimekit)
    body = {"meeting_id": meeting, "user_ids": ["u1", "u2"], "layers": {"default": {"file_name_prefix": "visit"}}}
    assert (await dyte("POST", "/recordings/track", body)).status == 404
    for wrong in (
        {},
        {"meeting_id": "x"},
        body | {"user_ids": [str(number) for number in range(101)]},
        body | {"user_ids": "u1"},
        body | {"layers": {"default": {"media_kind": "video"}}},
        {"meeting_id": await realtimekit.meeting()},
    ):
        assert (await realtimekit("POST", "/recordings/track", wrong)).status == 400, wrong
    assert (await realtimekit("POST", "/recordings/track", {"meeting_id": str(uuid.uuid4())})).status == 404
    assert stub.told == []
    started = (await realtimekit("POST", "/recordings/track", body)).data["recording"]
    assert (started["type"], started["meeting_id"], started["download_url"]) == ("TRACK", meeting, None)
    made = realtimekit.world.recordings[started["id"]]
    assert (made.user_ids, made.layers) == (["u1", "u2"], {"default": "visit"})
    assert made.session_id == started["session_id"] is not None
    for path in ("/recordings/track", "/recordings"):
        assert (await realtimekit("POST", path, {"meeting_id": meeting})).status == 409
    path = f"/recordings/{started['id']}"
    statuses = [
        (await realtimekit("PUT", path, {"action": each})).data["status"] for each in ("pause", "resume", "stop")
    ]
    assert statuses == ["PAUSED", "RECORDING", "UPLOADING"]


def uploaded(api: Api, meeting: str, folder: Path, *contents: bytes) -> Recording:
    """Keep a finished recording of voices."""
    made = Recording(meeting=api.world.meetings[meeting], status="UPLOADED", layers={"default": "visit"})
    for number, content in enumerate(contents):
        path = folder / f"u{number}_p{number}_peer_audio_1.webm"
        path.write_bytes(content)
        made.voices.append(path)
    made.started_at = made.stopped_at = now()
    api.world.recordings[made.id] = made
    return made


async def test_every_answer_has_a_link_to_each_voice_and_links_end(realtimekit: Api, tmp_path: Path) -> None:
    meeting = await realtimekit.meeting()
    made = uploaded(realtimekit, meeting, tmp_path, b"0123456789" * 10, b"abc")
    shown = (await realtimekit("GET", f"/recordings/{made.id}")).data
    rows = (await realtimekit("GET", "/recordings")).data
    assert rows[0]["download_url"] == shown["download_url"]
    ((layer, files),) = [(each["layer_name"], each["download_urls"]) for each in shown["download_url"]]
    assert layer == "default"
    assert list(files) == ["visit_u0_p0_peer_audio_1.webm", "visit_u1_p1_peer_audio_1.webm"]
    first, second = (each["download_url"] for each in files.values())
    async with realtimekit.http.get(first, headers={"Range": "bytes=5-14"}) as part:
        assert (part.status, part.headers["Content-Range"]) == (206, "bytes 5-14/100")
        assert await part.read() == b"5678901234"
        mark = part.headers["ETag"]
    async with realtimekit.http.get(first, headers={"If-None-Match": mark}) as same:
        assert same.status == 304
    async with realtimekit.http.get(second) as whole:
        assert await whole.read() == b"abc"
    for url, status in ((first.replace("0.webm", "1.webm"), 403), (first.replace("signature=", "signature=0"), 403)):
        async with realtimekit.http.get(url) as refused:
            assert refused.status == status
    made.voices[1].unlink()
    async with realtimekit.http.get(second) as gone:
        assert gone.status == 404
    made.stopped_at = now() - timedelta(days=7, seconds=1)
    old = (await realtimekit("GET", f"/recordings/{made.id}")).data["download_url"][0]["download_urls"]
    async with realtimekit.http.get(next(iter(old.values()))["download_url"]) as over:
        assert over.status == 403


async def test_voices_are_remembered_between_two_runs(realtimekit: Api, tmp_path: Path) -> None:
    made = uploaded(realtimekit, await realtimekit.meeting(), tmp_path, b"abc")
    remember(realtimekit.world)
    again = World(realtimekit.world.data_dir)
    recall(again)
    assert again.recordings[made.id].voices == made.voices
    assert again.recordings[made.id].layers == {"default": "visit"}
