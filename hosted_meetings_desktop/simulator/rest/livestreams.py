"""Livestreams over REST: those of a meeting are really streamed, one of no meeting (Dyte) only exists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.bodies import LivestreamBody
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.service import Streamer
from hosted_meetings_desktop.simulator.rest.wire import Refusal, conflict, done, not_found, stamp
from hosted_meetings_desktop.simulator.world import INGEST_SERVER, Livestream, LivestreamRun

_STATUSES = ("LIVE", "IDLE", "ERRORED", "INVOKED")


def _streamer(call: Call) -> Streamer:
    if call.service.streamer is None:
        raise Refusal(501, "NotImplemented: there is nothing to stream with")
    return call.service.streamer


def _shown(call: Call, stream: Livestream) -> dict[str, Any]:
    """Return a livestream. ``disabled`` is left out: the specs call it a string here and a boolean there."""
    found = {
        "id": stream.id,
        "name": stream.name,
        "meeting_id": stream.meeting_id,
        "status": stream.status,
        "ingest_server": INGEST_SERVER,
        "stream_key": stream.stream_key,
        "playback_url": _streamer(call).playback_url(stream),
        "created_at": stamp(stream.created_at),
        "updated_at": stamp(stream.updated_at),
    }
    return {name: value for name, value in found.items() if value is not None}


def _shown_run(stream: Livestream, run: LivestreamRun) -> dict[str, Any]:
    """Return one going-live of a stream; times that are not there yet are missing."""
    times: dict[str, datetime | None] = {
        "invoked_time": run.invoked_at,
        "started_time": run.live_at,
        "stopped_time": run.stopped_at,
        "created_at": run.invoked_at,
        "updated_at": run.stopped_at or run.live_at or run.invoked_at,
    }
    found = {"id": run.id, "livestream_id": stream.id}
    return found | {name: stamp(moment) for name, moment in times.items() if moment is not None}


def _one(call: Call) -> Livestream:
    stream_id = call.id("livestream_id")
    found = call.world.livestreams.get(stream_id)
    if found is None:
        raise not_found(f"No livestream found with id {stream_id}")
    return found


def _of_meeting(call: Call, meeting_id: str) -> list[Livestream]:
    return [one for one in call.world.livestreams.values() if one.meeting_id == meeting_id]


async def list_livestreams(call: Call) -> web.Response:
    """GET /livestreams: paging inside ``data``; falling order is called DSC here and nowhere else."""
    query = call.query
    status = query.choice("status", _STATUSES)
    rising = query.choice("sort_order", ("ASC", "DSC")) == "ASC"
    independent_only = query.flag("exclude_meetings")
    earliest, latest = query.span()
    found = [
        stream
        for stream in call.world.livestreams.values()
        if (status is None or stream.status == status)
        and not (independent_only and stream.meeting_id is not None)
        and earliest <= stream.created_at <= latest
    ]
    rows, paging = query.page().of_list(found if rising else found[::-1])
    return done({"livestreams": [_shown(call, stream) for stream in rows], "paging": paging})


async def create(call: Call) -> web.Response:
    """POST /livestreams (Dyte): one of no meeting; 201."""
    body = await call.body(LivestreamBody)
    stream = Livestream(name=body.name or None)
    call.world.livestreams[stream.id] = stream
    return done(_shown(call, stream), status=201)


async def start(call: Call) -> web.Response:
    """POST livestreams of a meeting: 201, INVOKED; refused while one runs."""
    meeting = call.meeting()
    body = await call.body(LivestreamBody)
    streamer = _streamer(call)
    if streamer.running(meeting) is not None:
        raise conflict("this meeting is already being livestreamed")
    stream = streamer.start(meeting, body.name or None)
    told = ("status", "id", "ingest_server", "stream_key", "playback_url")
    return done({name: value for name, value in _shown(call, stream).items() if name in told}, status=201)


async def stop(call: Call) -> web.Response:
    """POST active-livestream/stop of a meeting; 404 when none runs."""
    _streamer(call).stop(_active(call))
    return done({"message": "Stopped live stream successfully"})


def _active(call: Call) -> Livestream:
    meeting = call.meeting()
    found = _streamer(call).running(meeting)
    if found is None:
        raise not_found(f"No active livestream found for meeting {meeting.id}")
    return found


async def active(call: Call) -> web.Response:
    """GET active-livestream of a meeting; 404 when none runs."""
    return done(_shown(call, _active(call)))


async def of_meeting(call: Call) -> web.Response:
    """GET livestream of a meeting: all of them, the last run, and paging inside ``data``."""
    found = _of_meeting(call, call.meeting().id)[::-1]
    rows, paging = call.query.page().of_list(found)
    data: dict[str, Any] = {"livestreams": [_shown(call, stream) for stream in rows], "paging": paging}
    if rows and rows[0].runs:
        data["sessions"] = _shown_run(rows[0], rows[0].runs[-1])
    return done(data)


async def one(call: Call) -> web.Response:
    """GET /livestreams/{id}: with its last run, and paging inside ``data``."""
    stream = _one(call)
    runs, paging = call.query.page().of_list(stream.runs[::-1])
    data: dict[str, Any] = {"livestream": _shown(call, stream), "paging": paging}
    if runs:
        data["session"] = _shown_run(stream, runs[0])
    return done(data)


async def active_run(call: Call) -> web.Response:
    """GET active-livestream-session of a livestream; 404 when it does not run."""
    stream = _one(call)
    if not stream.runs_now:
        raise not_found(f"No active session found for livestream {stream.id}")
    return done({"livestream": _shown(call, stream), "session": _shown_run(stream, stream.runs[-1])})


ROUTES = [
    Route("GET", "/livestreams", list_livestreams),
    Route("POST", "/livestreams", create, only="dyte"),
    Route("GET", "/livestreams/{livestream_id}", one),
    Route("GET", "/livestreams/{livestream_id}/active-livestream-session", active_run),
    Route("POST", "/meetings/{meeting_id}/livestreams", start),
    Route("GET", "/meetings/{meeting_id}/livestream", of_meeting),
    Route("GET", "/meetings/{meeting_id}/active-livestream", active),
    Route("POST", "/meetings/{meeting_id}/active-livestream/stop", stop),
]
