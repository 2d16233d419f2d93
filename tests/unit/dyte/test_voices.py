"""Recordings of voices: what is sent, what is refused before it is, and how one is known for it in every answer."""

from __future__ import annotations

from typing import Any

import pytest
import respx

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, InputProblem, Refused
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId
from hosted_meetings_desktop.domain.recording import RecordingKind, RecordingStatus, only_voices
from hosted_meetings_desktop.dyte.client import DyteClient
from tests.unit.dyte.test_traps_sessions import ok, recording_row, sent

pytestmark = pytest.mark.anyio

ROOM = RoomId("room-1")
VOICES = ("person-1", "person-2")
# As the provider's guide has it, but for the length of the name.
STARTED = {
    "id": "rec-1",
    "meeting_id": "room-1",
    "status": "INVOKED",
    "type": "TRACK",
    "output_file_name": "{{file_name_prefix}}_{{user_id}}_{{peer_id}}_{{media_kind}}_{{date_time}}.webm",
}
LINKS = [
    {
        "layer_name": "default",
        "download_urls": {
            "speaker_person-1_peer-1_peer_audio_1760000000000.webm": {"download_url": "https://x/1"},
            "speaker_person-2_peer-2_peer_audio_1760000000000.webm": {"download_url": "https://x/2"},
        },
    }
]


@pytest.mark.parametrize("row", [STARTED, recording_row(status="INVOKED")], ids=["guide", "schema"])
async def test_the_people_are_always_named(rtk: DyteClient, rtk_api: respx.MockRouter, row: dict[str, Any]) -> None:
    route = rtk_api.post("/recordings/track").mock(ok({"recording": row}))
    found = await rtk.start_track_recording(ROOM, VOICES)
    assert sent(route) == {"meeting_id": "room-1", "user_ids": ["person-1", "person-2"]}
    assert (found.kind, found.voices, found.status) == (RecordingKind.TRACKS, VOICES, RecordingStatus.INVOKED)
    assert (found.id, found.room_id) == ("rec-1", "room-1")


async def test_it_is_not_asked_of_dyte(client: DyteClient, api: respx.MockRouter) -> None:
    with pytest.raises(AppError, match="cannot record voices only"):
        await client.start_track_recording(ROOM, VOICES)
    assert not api.calls


@pytest.mark.parametrize("count", [0, 101])
async def test_nobody_and_too_many_are_refused_before_sending(
    rtk: DyteClient, rtk_api: respx.MockRouter, count: int
) -> None:
    with pytest.raises(InputProblem) as caught:
        await rtk.start_track_recording(ROOM, tuple(f"p{number}" for number in range(count)))
    assert caught.value.field == "user_ids"
    assert not rtk_api.calls


async def test_an_empty_id_is_refused_before_sending(rtk: DyteClient, rtk_api: respx.MockRouter) -> None:
    with pytest.raises(InputProblem):
        await rtk.start_track_recording(ROOM, ("person-1", ""))
    assert not rtk_api.calls


async def test_a_refusal_and_a_strange_answer_are_told(rtk: DyteClient, rtk_api: respx.MockRouter) -> None:
    refused = {"success": False, "error": {"code": 400, "message": "track recording is not enabled"}}
    rtk_api.post("/recordings/track").respond(400, json=refused)
    with pytest.raises(Refused):
        await rtk.start_track_recording(ROOM, VOICES)
    rtk_api.post("/recordings/track").mock(ok({"recording": {"status": "INVOKED"}}))
    with pytest.raises(AnswerLost):
        await rtk.start_track_recording(ROOM, VOICES)


async def test_one_that_was_started_elsewhere_is_known_by_its_type_or_its_links(
    rtk: DyteClient, rtk_api: respx.MockRouter
) -> None:
    rows = [
        recording_row(download_url=LINKS),
        recording_row(id="rec-2", type="TRACK"),
        recording_row(id="rec-3", type="COMPOSITE", download_url="https://x/film.mp4"),
        recording_row(id="rec-4"),
    ]
    rtk_api.get("/recordings").mock(ok(rows))
    found = (await rtk.list_recordings()).rows
    assert [each.kind is RecordingKind.TRACKS for each in found] == [True, True, False, False]
    assert not any(each.voices for each in found)
    labels = [file.label for file in found[0].files]
    assert only_voices(labels, VOICES)
    assert not only_voices(labels, VOICES[:1])
    assert only_voices(labels, ())
    assert only_voices((), VOICES)
    rtk_api.get("/recordings/rec-1").mock(ok(rows[0]))
    assert (await rtk.get_recording(RecordingId("rec-1"))).kind is RecordingKind.TRACKS


@pytest.mark.parametrize("field", ["recording_duration", "file_size"])
async def test_a_length_that_no_recording_has_is_none(rtk: DyteClient, rtk_api: respx.MockRouter, field: str) -> None:
    rtk_api.get("/recordings/rec-1").mock(ok(recording_row(**{field: 10**30})))
    found = await rtk.get_recording(RecordingId("rec-1"))
    assert (found.seconds if field == "recording_duration" else found.size) is None


async def test_no_links_yet_are_no_voices(rtk: DyteClient, rtk_api: respx.MockRouter) -> None:
    rtk_api.get("/recordings/rec-1").mock(ok(recording_row(download_url=[])))
    assert (await rtk.get_recording(RecordingId("rec-1"))).kind is RecordingKind.COMPOSITE
