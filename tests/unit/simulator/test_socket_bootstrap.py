from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator.socket import BOOTSTRAP, presets
from hosted_meetings_desktop.simulator.world import Meeting, Preset, Recording
from tests.unit.simulator.live_room import LiveRoom, live_room

pytestmark = pytest.mark.anyio


async def call(room: LiveRoom, method: str, path: str, token: str = "", **options: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with room.http.request(method, f"{room.origin}/edge{path}", headers=headers, **options) as response:
        return response.status, await response.json()


async def test_a_participant_learns_who_and_where_it_is(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = room.participant("Ada", "host")
        status, body = await call(room, "GET", "/api/v2/internals/participant-details", room.world.issue_token(ada))
    assert status == 200
    assert body["data"]["participant"] == {
        "id": ada.id,
        "name": "Ada",
        "picture": "",
        "custom_participant_id": "custom-Ada",
        "organization_id": room.world.organization_id,
    }
    assert body["data"]["meeting"] == {"title": "Consultation"}
    assert body["data"]["preset"]["name"] == "host"
    assert body["data"]["preset"]["permissions"]["kick_participant"] is True


@pytest.mark.parametrize("path", ["/api/v2/internals/participant-details", "/api/iceservers", "/api/v2/plugins/user"])
async def test_without_a_good_token_there_is_nothing(tmp_path: Path, path: str) -> None:
    async with live_room(tmp_path) as room:
        ada = room.participant("Ada")
        expired = room.world.issue_token(ada, lifetime=timedelta(seconds=-1))
        deleted = room.world.issue_token(room.participant("Bob"))
        del room.meeting.participants[next(row.id for row in room.meeting.participants.values() if row.name == "Bob")]
        answers = [await call(room, "GET", path, token) for token in ("", "rubbish", expired, deleted)]
        room.meeting.status = "INACTIVE"
        answers.append(await call(room, "GET", path, room.world.issue_token(ada)))
    unauthorized = {"success": False, "error": {"code": 401, "message": "Unauthorized"}}
    assert answers == [(401, unauthorized)] * 5


async def test_the_older_sdk_is_sent_to_the_same_media_protocol(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        token = room.world.issue_token(room.participant("Ada"))
        _status, body = await call(room, "POST", "/api/v2/internals/rooms", token, json={})
        _status, flags = await call(room, "POST", "/flags/api/v1/identities/", json={})
    assert body["data"]["sfu"] == 3
    assert flags == {"flags": [], "traits": []}


async def test_any_origin_may_read_and_preflights_need_no_token(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        url = f"{room.origin}/edge/api/v2/internals/participant-details"
        wanted = {"Access-Control-Request-Headers": "authorization,tracing-id", "Origin": "app://call"}
        async with room.http.options(url, headers=wanted) as preflight:
            allowed = preflight.headers
            assert preflight.status == 200
        async with room.http.get(url) as refused:
            assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert allowed["Access-Control-Allow-Headers"] == "authorization,tracing-id"
    assert "PUT" in allowed["Access-Control-Allow-Methods"]


async def test_telemetry_is_taken_and_what_the_api_lacks_is_not_found(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        assert (await call(room, "POST", "/da-collector/api/v1/message", json={"a": 1}))[0] == 200
        assert (await call(room, "GET", "/location/"))[1]["loc"] == "0.0000,0.0000"
        assert (await call(room, "GET", "/api/v2/nothing"))[0] == 404


async def test_a_socket_needs_a_token_for_its_room(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        other = Meeting()
        room.world.meetings[other.id] = other
        token = room.world.issue_token(room.participant("Ada"))
        for query in ({}, {"authToken": "x", "roomID": room.meeting.id}, {"authToken": token, "roomID": other.id}):
            async with room.http.get(f"{room.origin}/edge/socket-edge/ws", params=query) as answer:
                assert answer.status == 401


class Button:
    """Stands in for the recorder."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.recording: Recording | None = None

    def active(self, meeting: Meeting) -> Recording | None:
        return self.recording

    def record(self, meeting: Meeting, *, start_reason: str) -> Recording:
        self.recording = Recording(meeting=meeting, start_reason=start_reason)
        return self.recording

    def pause(self, recording: Recording) -> None:
        self.pressed.append("pause")

    def resume(self, recording: Recording) -> None:
        self.pressed.append("resume")

    def stop(self, recording: Recording, reason: str) -> None:
        self.pressed.append(f"stop {reason}")


async def test_the_record_button_works_for_those_who_may(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        button = room.app[BOOTSTRAP].recorder = Button()
        host = room.world.issue_token(room.participant("Ada", "host"))
        guest = room.world.issue_token(room.participant("Bob", "guest"))
        active = f"/api/v2/recordings/active-recording/{room.meeting.id}"
        assert (await call(room, "GET", active, guest))[0] == 404
        assert (await call(room, "POST", "/api/v2/recordings", guest, json={}))[0] == 403
        status, body = await call(room, "POST", "/api/v2/recordings", host, json={})
        assert status == 200
        recording = button.recording
        assert recording is not None
        assert body["data"] == {"id": recording.id, "status": "INVOKED"}
        assert (await call(room, "POST", "/api/v2/recordings", host, json={}))[0] == 409
        assert (await call(room, "GET", active, guest))[1]["data"]["id"] == recording.id
        room.world.recordings[recording.id] = recording
        path = f"/api/v2/recordings/{recording.id}"
        for action in ("pause", "resume", "stop"):
            assert (await call(room, "PUT", path, host, json={"action": action}))[0] == 200
        assert (await call(room, "PUT", path, host, json={"action": "explode"}))[0] == 400
        assert (await call(room, "PUT", path, guest, json={"action": "stop"}))[0] == 403
        assert (await call(room, "PUT", "/api/v2/recordings/none", host, json={"action": "stop"}))[0] == 404
    assert button.pressed == ["pause", "resume", "stop API_CALL"]


def test_a_preset_is_completed_but_what_it_says_counts() -> None:
    preset = Preset(
        name="patient",
        permissions={"chat": {"public": {"can_send": False}}, "waiting_room_type": "SKIP_ON_ACCEPT"},
        config={"view_type": "WEBINAR"},
        ui={"design_tokens": {"logo": "https://clinic.example/logo.png"}},
    )
    document = presets.document(preset, "patient")
    assert document["id"] == preset.id
    assert document["permissions"]["chat"]["public"] == {"can_send": False, "text": True, "files": False}
    assert document["permissions"]["waiting_room_type"] == "SKIP_ON_ACCEPT"
    assert document["config"]["view_type"] == "WEBINAR"
    assert document["config"]["media"]["video"]["quality"] == "vga"
    assert document["ui"]["design_tokens"]["logo"] == "https://clinic.example/logo.png"
    assert presets.document(None, "gone")["name"] == "gone"
