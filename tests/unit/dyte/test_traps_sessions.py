"""Every trap of live rooms, sessions, recordings, livestreams and webhooks, by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import respx
from httpx import Response

from hosted_meetings_desktop.domain.errors import InputProblem, NotFound
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.room import Poll, Webhook
from hosted_meetings_desktop.dyte.client import DyteClient

pytestmark = pytest.mark.anyio

ROOM = RoomId("room-1")
SESSION = SessionId("session-1")
PERSON = ParticipantId("person-1")
NOON = "2026-03-01T12:00:00.000Z"


def ok(data: Any, **more: Any) -> Response:
    return Response(200, json={"success": True, "data": data} | more)


def sent(route: respx.Route, call: int = -1) -> dict[str, Any]:
    found = json.loads(route.calls[call].request.content)
    assert isinstance(found, dict)
    return found


def session_row(**more: Any) -> dict[str, Any]:
    return {"id": "session-1", "associated_id": "room-1", "started_at": NOON, "status": "LIVE"} | more


def recording_row(**more: Any) -> dict[str, Any]:
    return {"id": "rec-1", "status": "UPLOADED", "invoked_time": NOON} | more


def presence_row(**more: Any) -> dict[str, Any]:
    return {"id": "peer-1", "user_id": "person-1", "joined_at": NOON} | more


# ---- the live room


async def test_kick_and_mute_send_both_arrays(client: DyteClient, api: respx.MockRouter) -> None:
    answer = ok({"action": "x", "participants": [{"id": "person-1", "name": "Ada"}, {"id": "p2"}]})
    kick = api.post("/meetings/room-1/active-session/kick").mock(answer)
    mute = api.post("/meetings/room-1/active-session/mute").mock(answer)
    kicked = await client.kick(ROOM, participants=(PERSON,))
    await client.mute(ROOM, participants=(PERSON,))
    assert sent(kick) == sent(mute) == {"participant_ids": ["person-1"], "custom_participant_ids": []}
    assert (kicked.count, kicked.names) == (2, ("Ada",))


async def test_nobody_named_is_not_everybody(client: DyteClient, api: respx.MockRouter) -> None:
    assert (await client.kick(ROOM, participants=())).count == 0
    assert not api.calls


async def test_counts_of_the_all_forms(client: DyteClient, api: respx.MockRouter) -> None:
    api.post("/meetings/room-1/active-session/kick-all").mock(ok({"kicked_participants_count": 3}))
    mute = api.post("/meetings/room-1/active-session/mute-all").mock(ok({"muted_participants_count": "2"}))
    assert (await client.kick_all(ROOM)).count == 3
    assert (await client.mute_all(ROOM)).count == 2
    assert sent(mute) == {"allow_unmute": True}


async def test_a_poll_is_sent_whole(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.post("/meetings/room-1/active-session/poll").respond(201, json={"success": True, "data": {}})
    await client.start_poll(ROOM, Poll("Well?", ("yes", "no"), hide_votes=True))
    assert sent(route) == {"question": "Well?", "options": ["yes", "no"], "anonymous": False, "hide_votes": True}


async def test_nothing_active_is_none(client: DyteClient, api: respx.MockRouter) -> None:
    for path in ("active-session", "active-livestream"):
        api.get(f"/meetings/room-1/{path}").respond(
            404, json={"success": False, "error": {"code": 404, "message": "x"}}
        )
    api.get("/recordings/active-recording/room-1").respond(404)
    assert await client.active_session(ROOM) is None
    assert await client.active_livestream(ROOM) is None
    assert await client.active_recording(ROOM) is None


@pytest.mark.parametrize("data", [None, {}, []])
async def test_nothing_active_may_also_be_an_empty_success(
    client: DyteClient, api: respx.MockRouter, data: Any
) -> None:
    api.get("/meetings/room-1/active-livestream").mock(ok(data))
    assert await client.active_livestream(ROOM) is None


# ---- sessions


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_session_is_read_wrapped_or_not(client: DyteClient, api: respx.MockRouter, wrapped: bool) -> None:
    row = session_row(status="ENDED", ended_at="2026-03-01T12:30:00Z", minutes_consumed=12.5)
    api.get("/sessions/session-1").mock(ok({"session": row} if wrapped else row))
    found = await client.get_session(SESSION)
    assert (found.room_id, found.minutes, found.open) == ("room-1", 12.5, False)


async def test_an_ended_session_without_an_end_has_ended(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/sessions/session-1").mock(ok(session_row(status="ENDED", updated_at="2026-03-01T12:30:00Z")))
    assert (await client.get_session(SESSION)).ended_at == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


async def test_an_unknown_session_status_is_not_an_end(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/sessions/session-1").mock(ok(session_row(status="HIBERNATING")))
    assert (await client.get_session(SESSION)).open


async def test_sessions_are_filtered_by_associated_id_status_and_start(
    client: DyteClient, api: respx.MockRouter
) -> None:
    route = api.get("/sessions").mock(ok({"sessions": []}))
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    await client.list_sessions(room=ROOM, live=False, since=since, newest_first=False)
    params = route.calls.last.request.url.params
    assert params["associated_id"] == "room-1"
    assert params["status"] == "ENDED"
    assert params["start_time"] == "2026-03-01T12:00:00.000Z"
    assert (params["sort_by"], params["sort_order"]) == ("createdAt", "ASC")


async def test_duration_is_fractional_minutes(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/sessions/session-1/participants").mock(ok({"participants": [presence_row(duration=5.8097)]}))
    found = await client.session_participants(SESSION)
    assert found.rows[0].minutes == pytest.approx(5.8097)
    assert found.rows[0].session_id == "session-1"


async def test_left_at_and_duration_are_missing_while_somebody_is_in(
    client: DyteClient, api: respx.MockRouter
) -> None:
    api.get("/sessions/session-1/participants").mock(
        ok({"participants": [presence_row(), presence_row(left_at=None)]})
    )
    found = await client.session_participants(SESSION)
    assert [(row.left_at, row.minutes) for row in found.rows] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("chat", {"chat_download_url": "https://x/1", "chat_download_url_expiry": NOON}),
        (
            "transcript",
            {"sessionId": "s", "transcript_download_url": "https://x/1", "transcript_download_url_expiry": NOON},
        ),
        ("summary", {"sessionId": "s", "summaryDownloadUrl": "https://x/1", "summaryDownloadUrlExpiry": NOON}),
    ],
)
async def test_export_links_are_snake_or_camel_case(
    client: DyteClient, api: respx.MockRouter, what: str, data: dict[str, str]
) -> None:
    api.get(f"/sessions/session-1/{what}").mock(ok(data))
    found = await getattr(client, f"session_{what}")(SESSION)
    assert (found.url, found.expires_at) == ("https://x/1", datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert "https://x" not in repr(found)


async def test_an_export_that_is_not_there_yet_is_not_found(client: DyteClient, api: respx.MockRouter) -> None:
    api.get("/sessions/session-1/chat").mock(ok({"chat_download_url": None}))
    with pytest.raises(NotFound) as caught:
        await client.session_chat(SESSION)
    assert caught.value.title.startswith("The chat was not found")


# ---- recordings


async def test_an_unknown_recording_status_is_kept_as_unknown(client: DyteClient, api: respx.MockRouter) -> None:
    rows = [recording_row(status=status) for status in ("PAUSED", "TRANSMOGRIFYING", None, 4)]
    api.get("/recordings").mock(ok(rows, paging={"total_count": 4}))
    found = await client.list_recordings()
    unknown = RecordingStatus.UNKNOWN
    assert [row.status for row in found.rows] == [RecordingStatus.PAUSED, unknown, unknown, unknown]


async def test_a_composite_recording_has_its_file_and_its_sound(client: DyteClient, api: respx.MockRouter) -> None:
    row = recording_row(
        download_url="https://x/a.mp4",
        download_url_expiry=NOON,
        audio_download_url="https://x/a.mp3",
        meeting={"id": "room-1", "title": "T"},
    )
    api.get("/recordings").mock(ok([row]))
    found = (await client.list_recordings(room=ROOM)).rows[0]
    assert [(file.url, file.label) for file in found.files] == [("https://x/a.mp4", ""), ("https://x/a.mp3", "audio")]
    assert found.expires_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (found.room_id, found.title) == ("room-1", "T")
    assert "https://x" not in repr(found)


async def test_download_url_of_track_recordings_is_an_array(client: DyteClient, api: respx.MockRouter) -> None:
    layers = [
        {"layer_name": "ada", "download_urls": {"file": {"download_url": "https://x/ada.webm"}}},
        {"layer_name": "ben", "download_urls": {"backup": {"download_url": "https://x/ben.webm"}, "odd": None}},
        "nonsense",
    ]
    api.get("/recordings").mock(ok([recording_row(download_url=layers, download_url_expiry=NOON)]))
    found = (await client.list_recordings()).rows[0]
    assert [(file.url, file.label) for file in found.files] == [
        ("https://x/ada.webm", "ada"),
        ("https://x/ben.webm", "ben backup"),
    ]
    assert found.expires_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_recordings_are_newest_first_by_invoked_time(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/recordings").mock(ok([]))
    await client.list_recordings(room=ROOM)
    params = route.calls.last.request.url.params
    assert (params["sort_by"], params["sort_order"], params["meeting_id"]) == ("invokedTime", "DESC", "room-1")


async def test_a_started_recording_knows_its_room_though_the_answer_does_not(
    client: DyteClient, api: respx.MockRouter
) -> None:
    route = api.post("/recordings").mock(ok(recording_row(status="INVOKED")))
    found = await client.start_recording(ROOM, max_seconds=3600)
    assert sent(route) == {"meeting_id": "room-1", "max_seconds": 3600}
    assert found.room_id == "room-1"


@pytest.mark.parametrize("seconds", [59, 86401])
async def test_impossible_lengths_are_refused_before_sending(
    client: DyteClient, api: respx.MockRouter, seconds: int
) -> None:
    with pytest.raises(InputProblem) as caught:
        await client.start_recording(ROOM, max_seconds=seconds)
    assert caught.value.field == "max_seconds"
    assert not api.calls


async def test_stop_pause_and_resume_are_put(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.put("/recordings/rec-1").mock(ok(recording_row(status="PAUSED")))
    for act in (client.stop_recording, client.pause_recording, client.resume_recording):
        await act(RecordingId("rec-1"))
    assert [sent(route, index)["action"] for index in range(3)] == ["stop", "pause", "resume"]


# ---- livestreams and webhooks


async def test_livestreams_are_sorted_by_dsc(client: DyteClient, api: respx.MockRouter) -> None:
    route = api.get("/livestreams").mock(ok([]))
    await client.list_livestreams()
    assert route.calls.last.request.url.params["sort_order"] == "DSC"


@pytest.mark.parametrize(
    "body",
    [
        {"data": [{"id": "l-1", "status": "LIVE"}], "paging": {"total_count": 1}},
        {"data": {"livestreams": [{"id": "l-1", "status": "LIVE"}], "paging": {"total_count": 1}}},
        {"data": {"id": "l-1", "status": "LIVE", "paging": {"total_count": 1}}},
    ],
    ids=["list", "wrapped list", "the schema's object"],
)
async def test_livestream_lists_are_read_in_every_form(
    client: DyteClient, api: respx.MockRouter, body: dict[str, Any]
) -> None:
    api.get("/livestreams").respond(200, json=body)
    found = await client.list_livestreams()
    assert ([row.id for row in found.rows], found.total) == (["l-1"], 1)


@pytest.mark.parametrize("data", [{"livestream": {"id": "l-1"}}, {"id": "l-1"}, {"livestream": [{"id": "l-1"}]}])
async def test_one_livestream_is_read_in_every_form(client: DyteClient, api: respx.MockRouter, data: Any) -> None:
    api.get("/livestreams/l-1").mock(ok(data))
    assert (await client.get_livestream("l-1")).id == "l-1"


async def test_a_stream_key_is_never_shown(client: DyteClient, api: respx.MockRouter) -> None:
    api.post("/meetings/room-1/livestreams").respond(
        201, json={"data": {"id": "l-1", "status": "OFFLINE", "stream_key": "sk_1", "ingest_server": "rtmps://i"}}
    )
    found = await client.start_livestream(ROOM)
    assert (found.stream_key, found.status) == ("sk_1", "OFFLINE")
    assert "sk_1" not in repr(found)


async def test_a_livestream_name_has_an_alphabet(client: DyteClient) -> None:
    with pytest.raises(InputProblem) as caught:
        await client.start_livestream(ROOM, name="Visit of Ada")
    assert caught.value.field == "name"


async def test_webhooks_have_no_pages(client: DyteClient, api: respx.MockRouter) -> None:
    rows = [
        {"id": "w-1", "name": "n", "url": "https://x", "events": ["meeting.started", 5], "enabled": None},
        {"name": "?"},
    ]
    api.get("/webhooks").mock(ok(rows))
    assert await client.list_webhooks() == (Webhook("w-1", "n", "https://x", ("meeting.started",), enabled=True),)
