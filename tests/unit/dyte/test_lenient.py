"""Whatever JSON (or not) comes back, only the domain's errors come out."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId, RoomId, SessionId
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.room import Poll, PresetDetails, RoomPatch, RoomSpec, Webhook
from hosted_meetings_desktop.dyte import wire, wire_rooms
from hosted_meetings_desktop.dyte.client import DyteClient
from hosted_meetings_desktop.dyte.dialects import DYTE
from hosted_meetings_desktop.dyte.transport import Transport

R, S, P, C = RoomId("r"), SessionId("s"), ParticipantId("p"), RecordingId("c")
HOOK = Webhook("w", "n", "https://x", ("meeting.started",), enabled=True)
PRESET = PresetDetails("p", "n", {"a": 1}, {}, {})

CALLS: dict[str, Callable[[DyteClient], Coroutine[Any, Any, object]]] = {
    "check": lambda c: c.check(),
    "list_rooms": lambda c: c.list_rooms(),
    "get_room": lambda c: c.get_room(R),
    "create_room": lambda c: c.create_room(RoomSpec("t")),
    "patch_room": lambda c: c.patch_room(R, RoomPatch(title="t")),
    "replace_room": lambda c: c.replace_room(R, RoomSpec("t")),
    "list_participants": lambda c: c.list_participants(R),
    "get_participant": lambda c: c.get_participant(R, P),
    "add_participant": lambda c: c.add_participant(R, name="n", preset="p", custom_id="i"),
    "patch_participant": lambda c: c.patch_participant(R, P, name="n"),
    "remove_participant": lambda c: c.remove_participant(R, P),
    "fresh_token": lambda c: c.fresh_token(R, P),
    "list_presets": lambda c: c.list_presets(),
    "get_preset": lambda c: c.get_preset("p"),
    "create_preset": lambda c: c.create_preset(PRESET),
    "patch_preset": lambda c: c.patch_preset(PRESET),
    "delete_preset": lambda c: c.delete_preset("p"),
    "active_session": lambda c: c.active_session(R),
    "kick": lambda c: c.kick(R, participants=(P,)),
    "kick_all": lambda c: c.kick_all(R),
    "mute": lambda c: c.mute(R, participants=(P,)),
    "mute_all": lambda c: c.mute_all(R),
    "start_poll": lambda c: c.start_poll(R, Poll("q", ("a", "b"))),
    "list_sessions": lambda c: c.list_sessions(),
    "get_session": lambda c: c.get_session(S),
    "session_participants": lambda c: c.session_participants(S),
    "session_chat": lambda c: c.session_chat(S),
    "session_transcript": lambda c: c.session_transcript(S),
    "session_summary": lambda c: c.session_summary(S),
    "make_summary": lambda c: c.make_summary(S),
    "list_recordings": lambda c: c.list_recordings(),
    "get_recording": lambda c: c.get_recording(C),
    "start_recording": lambda c: c.start_recording(R),
    "start_track_recording": lambda c: c.start_track_recording(R, ("u",)),
    "stop_recording": lambda c: c.stop_recording(C),
    "pause_recording": lambda c: c.pause_recording(C),
    "resume_recording": lambda c: c.resume_recording(C),
    "active_recording": lambda c: c.active_recording(R),
    "start_livestream": lambda c: c.start_livestream(R),
    "stop_livestream": lambda c: c.stop_livestream(R),
    "active_livestream": lambda c: c.active_livestream(R),
    "list_livestreams": lambda c: c.list_livestreams(),
    "get_livestream": lambda c: c.get_livestream("l"),
    "list_webhooks": lambda c: c.list_webhooks(),
    "get_webhook": lambda c: c.get_webhook("w"),
    "add_webhook": lambda c: c.add_webhook(HOOK),
    "patch_webhook": lambda c: c.patch_webhook(HOOK),
    "remove_webhook": lambda c: c.remove_webhook("w"),
}


class Canned:
    """Answers everything with the same body."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def read(self, _path: str, _query: Mapping[str, str] | None = None) -> bytes:
        return self.body

    async def deed(self, _method: str, _path: str, _body: bytes | None = None) -> bytes:
        return self.body


async def survive_all(body: bytes) -> None:
    client = DyteClient(cast("Transport", Canned(body)), DYTE)
    for name, call in CALLS.items():
        try:
            await call(client)
        except AnswerLost:
            assert not name.startswith(("list", "get", "active", "session", "check")), f"{name} is no deed"
        except AppError:
            pass


FIELDS = st.sampled_from(
    [
        *(
            "id",
            "associated_id",
            "title",
            "name",
            "status",
            "token",
            "paging",
            "total_count",
            "success",
            "error",
            "data",
        ),
        *(
            "session",
            "sessions",
            "participants",
            "livestream",
            "livestreams",
            "started_at",
            "created_at",
            "joined_at",
        ),
        *("left_at", "invoked_time", "duration", "download_url", "layer_name", "download_urls", "file", "meeting"),
        *("events", "enabled", "preferred_region", "chat_download_url", "message", "code", "errors"),
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["2026-03-01T12:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e999", "-0"]
    )
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=6), max_leaves=30
)


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({}, optional={"success": VALUES, "data": VALUES, "paging": VALUES, "error": VALUES}))
def test_arbitrary_json_in_the_envelope(body: dict[str, Any]) -> None:
    asyncio.run(survive_all(json.dumps(body).encode()))


@settings(max_examples=100, deadline=None)
@given(VALUES.map(lambda found: json.dumps(found).encode()) | st.binary(max_size=60))
def test_arbitrary_json_and_arbitrary_bytes(body: bytes) -> None:
    asyncio.run(survive_all(body))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"data": ' + b"[" * 200_000,
        b'{"data": {"id": 1e999}}',
        b'{"data": [{"id": "\\ud800"}]}',
        b'{"data": "\xff"}',
        b'{"data": {"id": "a", "started_at": "' + b"9" * 100_000 + b'"}}',
        b'{"data": {"id": "a", "file_size": 1' + b"0" * 400 + b"}}",
    ],
    ids=["deep", "deep data", "infinite", "half a character", "no utf-8", "long time", "huge size"],
)
def test_hostile_bodies(body: bytes) -> None:
    asyncio.run(survive_all(body))


def test_no_call_is_forgotten() -> None:
    wanted = {name for name, found in inspect.getmembers(VideoService, inspect.isfunction) if name[0] != "_"}
    assert wanted - {"aclose"} == set(CALLS)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(given_text: str) -> None:
    found = wire.moment(given_text)
    assert found is None or found.utcoffset() is not None


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_times_come_back_as_they_were(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    spaced = moment.strftime("%Y-%m-%d %H:%M:%S.%fZ")
    assert wire.moment(spaced) == wire.moment(moment.isoformat()) == moment
    assert wire.moment(f'"{moment.isoformat()}" ') == moment


@pytest.mark.parametrize("kind", [wire_rooms.TokenAnswer, wire_rooms.ParticipantRow])
def test_what_came_over_the_wire_never_shows_in_a_repr(kind: type[wire.Answer]) -> None:
    row = kind(token="secret-token")
    assert "secret" not in repr(row) + str(row) + f"{row}"
