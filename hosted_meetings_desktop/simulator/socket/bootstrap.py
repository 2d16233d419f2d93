"""The HTTP requests both SDKs make on their way into a room, and those of the record button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from hosted_meetings_desktop.simulator.socket.connection import Patience, serve
from hosted_meetings_desktop.simulator.socket.rooms import Rooms
from hosted_meetings_desktop.simulator.world import INGEST_SERVER, Livestream, Meeting, Participant, Recording

_SFU_CLOUDFLARE = 3
"""The media protocol spoken here; the older SDK asks which one it is (1 HIVE, 2 room node)."""


class RecordingControl(Protocol):
    """What the record button in the call needs of the recorder."""

    def active(self, meeting: Meeting) -> Recording | None:
        """Return the meeting's recording that has not ended."""

    def record(self, meeting: Meeting, *, start_reason: str) -> Recording:
        """Begin a recording."""

    def pause(self, recording: Recording) -> None:
        """Pause it."""

    def resume(self, recording: Recording) -> None:
        """Go on with it."""

    def stop(self, recording: Recording, reason: str) -> None:
        """End it."""


class StreamControl(Protocol):
    """What the livestream button in the call needs of the streamer."""

    def running(self, meeting: Meeting) -> Livestream | None:
        """Return the meeting's livestream that was started and not stopped."""

    def playback_url(self, stream: Livestream) -> str:
        """Return where it can be watched."""

    def start(self, meeting: Meeting, name: str | None = None, *, manual: bool = False) -> Livestream:
        """Begin a livestream."""

    def stop(self, stream: Livestream) -> None:
        """End it."""


class Bootstrap:
    """Routes under ``/edge/<service>/...``; the call page sends the SDK's hard-coded hosts there."""

    def __init__(self, rooms: Rooms, patience: Patience) -> None:
        self._rooms = rooms
        self._world = rooms.world
        self._patience = patience
        self.recorder: RecordingControl | None = None
        self.streamer: StreamControl | None = None

    def add_routes(self, app: web.Application) -> None:
        """Add all routes to ``app``."""
        routes: list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]] = [
            ("GET", "/v2/internals/participant-details", self._participant_details),
            ("POST", "/v2/internals/rooms", self._media_room),
            ("GET", "/iceservers", self._ice_servers),
            ("GET", "/v2/plugins/user", self._plugins),
            ("POST", "/v2/recordings", self._start_recording),
            ("PUT", "/v2/recordings/{recording}", self._change_recording),
            ("GET", "/v2/recordings/active-recording/{meeting}", self._active_recording),
            ("POST", "/v2/meetings/{meeting}/livestreams", self._start_livestream),
            ("GET", "/v2/meetings/{meeting}/active-livestream", self._active_livestream),
            ("POST", "/v2/meetings/{meeting}/active-livestream/stop", self._stop_livestream),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, f"/edge/{{service}}{path}", _with_cors(handler))
        app.router.add_get("/edge/{service}/ws", self._socket)
        app.router.add_route("*", "/edge/{service}/{path:.*}", _with_cors(self._anything_else))

    # ---- helpers of the handlers
    def _participant(self, request: web.Request) -> Participant:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        participant = self._world.participant_of(token.strip()) if scheme.lower() == "bearer" else None
        if participant is None:
            raise _Failure(401, "Unauthorized")
        return participant

    def _meeting(self, request: web.Request) -> Meeting:
        return self._world.meetings[self._participant(request).meeting_id]

    def _recorder(self, request: web.Request) -> RecordingControl:
        participant = self._participant(request)
        if self.recorder is None:
            raise _Failure(501, "there is no recorder")
        if not self._rooms.preset_document(participant.preset_name)["permissions"]["can_record"]:
            raise _Failure(403, "the preset does not allow can_record")
        return self.recorder

    # ---- routes
    async def _socket(self, request: web.Request) -> web.StreamResponse:
        return await serve(request, self._rooms, self._patience)

    async def _participant_details(self, request: web.Request) -> web.StreamResponse:
        participant = self._participant(request)
        return _ok(
            {
                "participant": {
                    "id": participant.id,
                    "name": participant.name,
                    "picture": participant.picture or "",
                    "custom_participant_id": participant.custom_participant_id,
                    "organization_id": self._world.organization_id,
                },
                "preset": self._rooms.preset_document(participant.preset_name),
                "meeting": {"title": self._meeting(request).title or ""},
                "socket": {"base_uri": ""},
            }
        )

    async def _media_room(self, request: web.Request) -> web.StreamResponse:
        title = self._meeting(request).title or ""
        return _ok({"room_node_link": "", "title": title, "use_hive_media": False, "sfu": _SFU_CLOUDFLARE})

    async def _ice_servers(self, request: web.Request) -> web.StreamResponse:
        self._participant(request)
        return web.json_response({"success": True, "iceServers": []})

    async def _plugins(self, request: web.Request) -> web.StreamResponse:
        self._participant(request)
        return _ok({"plugins": []})

    async def _start_recording(self, request: web.Request) -> web.StreamResponse:
        recorder, meeting = self._recorder(request), self._meeting(request)
        if recorder.active(meeting) is not None:
            raise _Failure(409, "a recording is already running")
        recording = recorder.record(meeting, start_reason="API_CALL")
        return _ok({"id": recording.id, "status": recording.status})

    async def _change_recording(self, request: web.Request) -> web.StreamResponse:
        recorder, meeting = self._recorder(request), self._meeting(request)
        recording = self._world.recordings.get(request.match_info["recording"])
        if recording is None or recording.meeting is not meeting:
            raise _Failure(404, "no such recording")
        action = (await request.json()).get("action")
        if action == "stop":
            recorder.stop(recording, "API_CALL")
        elif action == "pause":
            recorder.pause(recording)
        elif action == "resume":
            recorder.resume(recording)
        else:
            raise _Failure(400, 'BAD_REQUEST: "action" must be one of [stop, pause, resume]')
        return _ok({"id": recording.id, "status": recording.status})

    async def _active_recording(self, request: web.Request) -> web.StreamResponse:
        meeting = self._meeting(request)
        recording = self.recorder.active(meeting) if self.recorder is not None else None
        if recording is None:
            raise _Failure(404, "no active recording")
        return _ok({"id": recording.id, "status": recording.status})

    # ---- the livestream button
    def _may(self, request: web.Request, permission: str) -> bool:
        preset = self._rooms.preset_document(self._participant(request).preset_name)
        return bool(preset["permissions"][permission])

    def _streaming(self, request: web.Request) -> tuple[StreamControl, Livestream]:
        """Return the streamer and what it streams of the caller's meeting."""
        meeting = self._meeting(request)
        stream = self.streamer.running(meeting) if self.streamer is not None else None
        if self.streamer is None or stream is None:
            raise _Failure(404, "no active livestream")
        return self.streamer, stream

    async def _start_livestream(self, request: web.Request) -> web.StreamResponse:
        meeting = self._meeting(request)
        if not self._may(request, "can_livestream"):
            raise _Failure(403, "the preset does not allow can_livestream")
        if self.streamer is None:
            raise _Failure(501, "there is nothing to stream with")
        if self.streamer.running(meeting) is not None:
            raise _Failure(409, "this meeting is already being livestreamed")
        body = await request.json() if request.can_read_body else {}
        self.streamer.start(meeting, manual=body.get("manual_ingest") is True)
        return await self._active_livestream(request)

    async def _active_livestream(self, request: web.Request) -> web.StreamResponse:
        streamer, stream = self._streaming(request)
        shown = {
            "id": stream.id,
            "status": stream.status,
            "playback_url": streamer.playback_url(stream),
            "manual_ingest": stream.manual,
        }
        # Whoever has the key can stream in the clinic's name: only who starts one by an encoder of their own gets it.
        if stream.manual and self._may(request, "can_livestream"):
            shown |= {"ingest_server": INGEST_SERVER, "stream_key": stream.stream_key}
        return _ok(shown)

    async def _stop_livestream(self, request: web.Request) -> web.StreamResponse:
        streamer, stream = self._streaming(request)
        if not self._may(request, "can_livestream"):
            raise _Failure(403, "the preset does not allow can_livestream")
        streamer.stop(stream)
        return _ok({"message": "Stopped live stream successfully"})

    async def _anything_else(self, request: web.Request) -> web.StreamResponse:
        service = request.match_info["service"]
        if service == "api":
            raise _Failure(404, "not found")
        if service.startswith("location"):
            return web.json_response(_PLACE)
        if service == "flags":
            return web.json_response({"flags": [], "traits": []})
        # Telemetry: taken and forgotten.
        return _ok({})


_PLACE = {
    "city": "",
    "country": "",
    "ip": "127.0.0.1",
    "loc": "0.0000,0.0000",
    "org": "",
    "postal": "",
    "region": "",
    "timezone": "UTC",
}


class _Failure(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def _ok(data: dict[str, Any]) -> web.Response:
    return web.json_response({"success": True, "data": data})


def _with_cors(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Answer preflights and let any origin read: the page lives under a scheme of its own."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse
        if request.method == "OPTIONS":
            response = web.Response()
        else:
            try:
                response = await handler(request)
            except _Failure as failure:
                body = {"success": False, "error": {"code": failure.status, "message": failure.message}}
                response = web.json_response(body, status=failure.status)
        wanted = request.headers.get("Access-Control-Request-Headers", "*")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = wanted
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
        return response

    return answer
