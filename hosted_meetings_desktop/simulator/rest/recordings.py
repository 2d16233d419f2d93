"""Recordings: list, start (a film, or voices), one, the one that runs, and stop, pause, resume."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest import meetings
from hosted_meetings_desktop.simulator.rest.bodies import RecordingAction, RecordingBody, TrackRecordingBody
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.query import Query, guid
from hosted_meetings_desktop.simulator.rest.service import recording_path, voice_path
from hosted_meetings_desktop.simulator.rest.wire import (
    Refusal,
    bad_request,
    conflict,
    done,
    not_found,
    stamp,
    stamp_or_none,
    without_unset,
)
from hosted_meetings_desktop.simulator.world import Meeting, Recording, now

_ACTIVE = frozenset({"INVOKED", "RECORDING", "PAUSED"})
_FITS = {"stop": _ACTIVE, "pause": frozenset({"RECORDING"}), "resume": frozenset({"PAUSED"})}
TRACK = "track_layers"
"""In a recording's settings: it is a track recording, whose link is an array (FACTS section 6)."""


def _base(call: Call, recording: Recording) -> dict[str, Any]:
    """Return the fields every answer has; null where there is nothing yet."""
    url, expiry = _link(call, recording)
    return {
        "id": recording.id,
        "download_url": url,
        "download_url_expiry": expiry,
        "audio_download_url": None,
        "file_size": recording.file_size,
        "session_id": recording.session_id,
        "output_file_name": recording.output_file_name,
        "status": recording.status,
        "invoked_time": stamp(recording.invoked_at),
        "started_time": stamp_or_none(recording.started_at),
        "stopped_time": stamp_or_none(recording.stopped_at),
        "recording_duration": recording.duration_seconds,
    }


def _lost(recording: Recording) -> bool:
    """Tell whether the provider's storage was switched off: then there is no link."""
    return recording.settings.get(meetings.BUCKET, {}).get("enabled") is False


def _link(call: Call, recording: Recording) -> tuple[Any, str | None]:
    if recording.status != "UPLOADED" or _lost(recording):
        return None, None
    since = recording.stopped_at or recording.invoked_at
    if recording.voices and call.dialect.bearer:
        return _voices(call, recording, since), stamp(call.service.expiry(since=since))
    if recording.file is None:
        return None, None
    url = call.service.signed_url(recording_path(recording.id), since=since)
    expiry = stamp(call.service.expiry(since=since))
    if (layers := recording.settings.get(TRACK)) and call.dialect.bearer:
        files = {f"{recording.id}.mp4": {"download_url": url, "download_url_expiry": expiry}}
        return [{"layer_name": layer, "download_urls": files} for layer in layers], expiry
    return url, expiry


def _voices(call: Call, recording: Recording, since: datetime) -> list[dict[str, Any]]:
    """Return the link of each voice, by layer, under the name that the layer gives the file."""
    links = [
        (path.name, call.service.signed_url(voice_path(recording.id, number), since=since))
        for number, path in enumerate(recording.voices)
    ]
    return [
        {"layer_name": layer, "download_urls": {f"{prefix}_{name}": {"download_url": url} for name, url in links}}
        for layer, prefix in recording.layers.items()
    ]


def _expired(call: Call, recording: Recording) -> bool:
    since = recording.stopped_at or recording.invoked_at
    return recording.status == "UPLOADED" and call.service.expiry(since=since) <= now()


def _full(call: Call, recording: Recording) -> dict[str, Any]:
    """Return a recording with why it began and ended."""
    found = _base(call, recording)
    caller = {} if recording.start_reason == "RECORD_ON_START" else {"caller": {"type": "ORGANIZATION"}}
    found["start_reason"] = {"reason": recording.start_reason} | caller
    if recording.stop_reason is not None:
        caller = {"caller": {"type": "ORGANIZATION"}} if recording.stop_reason == "API_CALL" else {}
        found["stop_reason"] = {"reason": recording.stop_reason} | caller
    return found | _storage(recording)


def _storage(recording: Recording) -> dict[str, Any]:
    storage = recording.settings.get("storage_config")
    return {} if storage is None else {"storage_config": meetings.shown_storage(storage)}


def _row(call: Call, recording: Recording) -> dict[str, Any]:
    """Return a recording as a list has it: with its meeting, without reasons."""
    meeting = meetings.shown(call.dialect, recording.meeting, row=True)
    return _base(call, recording) | _storage(recording) | {"meeting": meeting}


def _one(call: Call) -> Recording:
    recording_id = call.id("recording_id")
    found = call.world.recordings.get(recording_id)
    if found is None:
        raise not_found(f"No recording found with id {recording_id}")
    return found


def _active(call: Call, meeting: Meeting) -> Recording | None:
    stored = reversed(call.world.recordings.values())
    return next((one for one in stored if one.meeting is meeting and one.status in _ACTIVE), None)


def _wanted(call: Call, query: Query, stored: Iterable[Recording]) -> list[Recording]:
    statuses = query.choices("status", call.dialect.recording_statuses)
    meeting_id, expired = query.guid("meeting_id"), query.flag("expired")
    search = (query.text("search") or "").casefold()
    earliest, latest = query.span()

    def fits(recording: Recording) -> bool:
        if meeting_id is not None and recording.meeting.id != meeting_id:
            return False
        if statuses and recording.status not in statuses:
            return False
        if expired is not None and _expired(call, recording) != expired:
            return False
        texts = (recording.output_file_name, recording.meeting.title or "", recording.meeting.id, recording.id)
        if search and not any(search in text.casefold() for text in texts):
            return False
        return earliest <= recording.invoked_at <= latest

    return [recording for recording in stored if fits(recording)]


async def list_recordings(call: Call) -> web.Response:
    """GET /recordings, newest first, with top-level paging."""
    query = call.query
    page = query.page()
    query.choice("sort_by", ("invokedTime",))
    stored = call.world.recordings.values()
    rising = query.choice("sort_order", ("ASC", "DESC")) == "ASC"
    ordered: Iterable[Recording] = stored if rising else reversed(stored)
    if query.has_any("status", "meeting_id", "expired", "search", "start_time", "end_time"):
        rows, paging = page.of_list(_wanted(call, query, ordered))
    else:
        rows, paging = page.of(ordered, len(stored))
    return done([_row(call, recording) for recording in rows], paging=paging)


def _settings(call: Call, meeting: Meeting, body: RecordingBody) -> dict[str, Any]:
    """Return what holds for a recording: the call's wishes before the meeting's."""
    sent = without_unset(body)
    for name in ("meeting_id", "allow_multiple_recordings"):
        sent.pop(name, None)
    sent = meetings.neutral_recording_config(call.dialect, sent, "video_config.codec")
    return dict(meeting.settings.get("recording_config", {})) | sent


async def start(call: Call) -> web.Response:
    """POST /recordings: 200, INVOKED; one at a time unless more are allowed."""
    body = await call.body(RecordingBody)
    meeting = call.world.meetings.get(guid("meeting_id", body.meeting_id))
    if meeting is None:
        raise not_found(f"No meeting found with id {body.meeting_id}")
    _check_participant(call, meeting)
    if meeting.status != "ACTIVE":
        raise bad_request("the meeting is not active")
    if not body.allow_multiple_recordings and _active(call, meeting) is not None:
        raise conflict("a recording of this meeting is already running")
    session = call.world.active_session(meeting.id)
    settings = _settings(call, meeting, body)
    recording = Recording(meeting=meeting, session_id=session.id if session else None, settings=settings)
    recording.max_seconds = settings.get("max_seconds")
    parts = (settings.get("file_name_prefix"), meeting.id, str(int(recording.invoked_at.timestamp() * 1000)))
    recording.output_file_name = "_".join(part for part in parts if part) + ".mp4"
    call.world.recordings[recording.id] = recording
    if call.service.recorder is None:
        recording.status, recording.stop_reason = "ERRORED", "INTERNAL_ERROR"
    else:
        call.service.recorder.start(recording)
    return done(_full(call, recording))


_VOICE_NAME = "{{file_name_prefix}}_{{user_id}}_{{peer_id}}_{{stream_kind}}_{{media_kind}}_{{date_time}}.webm"
"""What the service answers for the name while there is no file yet, as its guide has it."""


async def start_tracks(call: Call) -> web.Response:
    """POST /recordings/track (RealtimeKit): 200, INVOKED; a file of each of these users' voices in a session."""
    if not call.dialect.bearer:
        raise not_found("Cannot POST /recordings/track")
    body = await call.body(TrackRecordingBody)
    meeting = call.world.meetings.get(guid("meeting_id", body.meeting_id))
    if meeting is None:
        raise not_found(f"No meeting found with id {body.meeting_id}")
    session = call.world.active_session(meeting.id)
    if session is None:
        raise bad_request("the meeting has no active session")
    if _active(call, meeting) is not None:
        raise conflict("a recording of this meeting is already running")
    sent = without_unset(body)
    recording = Recording(meeting=meeting, session_id=session.id, user_ids=sent.get("user_ids"))
    wanted = sent.get("layers") or {"default": {}}
    recording.layers = {name: layer.get("file_name_prefix") or "default" for name, layer in wanted.items()}
    recording.output_file_name = _VOICE_NAME
    call.world.recordings[recording.id] = recording
    if call.service.recorder is None:
        recording.status, recording.stop_reason = "ERRORED", "INTERNAL_ERROR"
    else:
        call.service.recorder.start(recording)
    return done({"recording": _base(call, recording) | {"type": "TRACK", "meeting_id": meeting.id}})


def _check_participant(call: Call, meeting: Meeting) -> None:
    """A participant's own token reaches only its meeting, and only when its preset may record."""
    scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
    if call.dialect.bearer or scheme.lower() != "bearer":
        return
    who = call.world.participant_of(token.strip())
    preset = call.world.preset_by_name(who.preset_name) if who else None
    if who is None or who.meeting_id != meeting.id or not preset or not preset.permissions.get("can_record"):
        raise Refusal(403, "Forbidden: the participant may not record this meeting")


async def one(call: Call) -> web.Response:
    """GET /recordings/{id}."""
    return done(_full(call, _one(call)))


async def active(call: Call) -> web.Response:
    """GET /recordings/active-recording/{meeting id}; 404 when none runs."""
    meeting = call.meeting()
    found = _active(call, meeting)
    if found is None:
        raise not_found(f"No active recording found for meeting {meeting.id}")
    return done(_base(call, found))


async def act(call: Call) -> web.Response:
    """PUT /recordings/{id}: stop, pause or resume; refused when it is not in the state for it."""
    recording = _one(call)
    body = await call.body(RecordingAction)
    recorder = call.service.recorder
    if recording.status not in _FITS[body.action] or recorder is None:
        raise conflict(f"a recording that is {recording.status} cannot {body.action}")
    match body.action:
        case "stop":
            recorder.stop(recording, "API_CALL")
        case "pause":
            recorder.pause(recording)
        case "resume":
            recorder.resume(recording)
    recording.touch()
    return done(_full(call, recording))


ROUTES = [
    Route("GET", "/recordings", list_recordings, participants_too=True),
    Route("POST", "/recordings", start, participants_too=True),
    Route("POST", "/recordings/track", start_tracks),
    Route("GET", "/recordings/active-recording/{meeting_id}", active, participants_too=True),
    Route("GET", "/recordings/{recording_id}", one, participants_too=True),
    Route("PUT", "/recordings/{recording_id}", act),
]
