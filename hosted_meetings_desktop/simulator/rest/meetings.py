"""Meetings: list, create, one, change, replace. There is no delete, and a repeated create makes a second one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from aiohttp import web

from hosted_meetings_desktop.simulator.rest.bodies import MeetingBody, MeetingPatch
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.dialect import Dialect
from hosted_meetings_desktop.simulator.rest.wire import bad_request, done, stamp, without_unset
from hosted_meetings_desktop.simulator.world import Meeting

BUCKET = "bucket_config"
"""What a meeting's settings call the switch that each dialect names differently."""
_BUCKETS = ("dyte_bucket_config", "realtimekit_bucket_config")
_NEWER = ("session_keep_alive_time_in_secs", "transcribe_on_end")
_SECRETS = ("access_key", "secret", "password", "private_key")
_FLAGS = ("record_on_start", "live_stream_on_start", "persist_chat", "summarize_on_end")


def accepted(dialect: Dialect, body: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a body that the dialect knows, in the form meetings keep them."""
    sent = without_unset(body)
    if not dialect.regions:
        sent.pop("preferred_region", None)
    if not dialect.keep_alive:
        for name in _NEWER:
            sent.pop(name, None)
    if isinstance(config := sent.get("recording_config"), dict):
        sent["recording_config"] = neutral_recording_config(dialect, config, "recording_config.video_config.codec")
    return sent


def neutral_recording_config(dialect: Dialect, config: dict[str, Any], codec_at: str) -> dict[str, Any]:
    """Rename the bucket switch to the neutral name and refuse a codec the dialect does not have."""
    found = {name: value for name, value in config.items() if name not in _BUCKETS}
    if dialect.bucket_field in config:
        found[BUCKET] = config[dialect.bucket_field]
    codec = found.get("video_config", {}).get("codec")
    if codec is not None and codec not in dialect.video_codecs:
        raise bad_request(f'"{codec_at}" must be one of [{", ".join(sorted(dialect.video_codecs))}]')
    return found


def shown_recording_config(dialect: Dialect, config: dict[str, Any]) -> dict[str, Any]:
    """Return a meeting's recording wishes as the dialect writes them, without secrets."""
    found = {name: value for name, value in config.items() if name != BUCKET}
    if BUCKET in config:
        found[dialect.bucket_field] = config[BUCKET]
    if "storage_config" in found:
        found["storage_config"] = shown_storage(found["storage_config"])
    return found


def shown_storage(storage: dict[str, Any]) -> dict[str, Any]:
    """Return a storage without what is write-only."""
    return {name: value for name, value in storage.items() if name not in _SECRETS}


def shown(dialect: Dialect, meeting: Meeting, *, row: bool = False) -> dict[str, Any]:
    """Return a meeting as the dialect writes it; a list's row has no ``recording_config`` and no ``ai_config``."""
    settings = meeting.settings
    found: dict[str, Any] = {
        "id": meeting.id,
        "title": meeting.title,
        "status": meeting.status,
        "created_at": stamp(meeting.created_at),
        "updated_at": stamp(meeting.updated_at),
    }
    if meeting.title is None:
        del found["title"]
    for name in _FLAGS:
        found[name] = bool(settings.get(name))
    if dialect.regions:
        found["preferred_region"] = settings.get("preferred_region")
    if dialect.keep_alive:
        found["session_keep_alive_time_in_secs"] = settings.get("session_keep_alive_time_in_secs", 60)
        found["transcribe_on_end"] = bool(settings.get("transcribe_on_end"))
    if not row:
        if "recording_config" in settings:
            found["recording_config"] = shown_recording_config(dialect, settings["recording_config"])
        if "ai_config" in settings:
            found["ai_config"] = settings["ai_config"]
    return found


def _wanted(call: Call) -> Iterator[Meeting]:
    """Newest first; the dictionary is in the order of creation."""
    query = call.query
    search = (query.text("search") or "").casefold()
    status = query.choice("status", ("ACTIVE", "INACTIVE")) if call.dialect.meeting_status_filter else None
    earliest, latest = query.span()
    for meeting in reversed(call.world.meetings.values()):
        if not earliest <= meeting.created_at <= latest or (status and meeting.status != status):
            continue
        if search and search not in (meeting.title or "").casefold() and search not in meeting.id:
            continue
        yield meeting


async def list_meetings(call: Call) -> web.Response:
    """GET /meetings, with top-level paging."""
    query = call.query
    page = query.page()
    if query.has_any("search", "status", "start_time", "end_time"):
        rows, paging = page.of_list(list(_wanted(call)))
    else:
        # Nothing to look at but the page itself: this is what keeps a list of many thousands fast.
        rows, paging = page.of(reversed(call.world.meetings.values()), len(call.world.meetings))
    return done([shown(call.dialect, meeting, row=True) for meeting in rows], paging=paging)


async def create(call: Call) -> web.Response:
    """POST /meetings: 201, and a second meeting when it is sent twice."""
    settings = accepted(call.dialect, await call.body(MeetingBody))
    meeting = Meeting(title=settings.pop("title", None), settings=settings)
    call.world.meetings[meeting.id] = meeting
    return done(shown(call.dialect, meeting), status=201)


async def one(call: Call) -> web.Response:
    """GET /meetings/{id}."""
    return done(shown(call.dialect, call.meeting()))


async def change(call: Call) -> web.Response:
    """PATCH /meetings/{id}: changes what is sent; Dyte knows no ``recording_config`` here."""
    meeting = call.meeting()
    sent = accepted(call.dialect, await call.body(MeetingPatch))
    if not call.dialect.record_config_patchable:
        sent.pop("recording_config", None)
    if "title" in sent:
        meeting.title = sent.pop("title")
    meeting.status = sent.pop("status", meeting.status)
    meeting.settings |= sent
    meeting.touch()
    return done(shown(call.dialect, meeting))


async def replace(call: Call) -> web.Response:
    """PUT /meetings/{id}: what is not sent falls back to its default; the status stays."""
    meeting = call.meeting()
    settings = accepted(call.dialect, await call.body(MeetingBody))
    meeting.title = settings.pop("title", None)
    meeting.settings = settings
    meeting.touch()
    return done(shown(call.dialect, meeting))


ROUTES = [
    Route("GET", "/meetings", list_meetings),
    Route("POST", "/meetings", create),
    Route("GET", "/meetings/{meeting_id}", one),
    Route("PATCH", "/meetings/{meeting_id}", change),
    Route("PUT", "/meetings/{meeting_id}", replace),
]
