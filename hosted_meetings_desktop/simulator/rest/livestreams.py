"""Livestreams as a simple state machine: INVOKED, LIVE a moment later, IDLE after the stop. Nothing is streamed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.bodies import LivestreamBody
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.wire import conflict, done, not_found, stamp
from hosted_meetings_desktop.simulator.world import new_id, now

INGEST_DELAY = timedelta(seconds=1)
"""How long a started livestream stays INVOKED."""
_STATUSES = ("LIVE", "IDLE", "ERRORED", "INVOKED")
Stream = dict[str, Any]
"""``id, name, meeting_id, stream_key, created_at, updated_at, runs``; a run has ``id, invoked_at, stopped_at``."""


def _new(meeting_id: str | None, name: str | None) -> Stream:
    moment = now()
    return {
        "id": new_id(),
        "name": name,
        "meeting_id": meeting_id,
        "stream_key": f"sk_practice_{new_id().replace('-', '')}",
        "created_at": moment,
        "updated_at": moment,
        "runs": [],
    }


def _status(stream: Stream) -> str:
    run = stream["runs"][-1] if stream["runs"] else None
    if run is None or run["stopped_at"] is not None:
        return "IDLE"
    return "LIVE" if now() - run["invoked_at"] >= INGEST_DELAY else "INVOKED"


def _shown(stream: Stream) -> dict[str, Any]:
    """Return a livestream. ``disabled`` is left out: the specs call it a string here and a boolean there."""
    found = {
        "id": stream["id"],
        "name": stream["name"],
        "meeting_id": stream["meeting_id"],
        "status": _status(stream),
        "ingest_server": "rtmps://ingest.embedded.invalid:443/app/",
        "stream_key": stream["stream_key"],
        "playback_url": f"https://playback.embedded.invalid/{stream['id']}.m3u8",
        "created_at": stamp(stream["created_at"]),
        "updated_at": stamp(stream["updated_at"]),
    }
    return {name: value for name, value in found.items() if value is not None}


def _shown_run(stream: Stream, run: dict[str, Any]) -> dict[str, Any]:
    """Return one going-live of a stream; times that are not there yet are missing."""
    invoked: datetime = run["invoked_at"]
    stopped: datetime | None = run["stopped_at"]
    found = {
        "id": run["id"],
        "livestream_id": stream["id"],
        "invoked_time": stamp(invoked),
        "created_at": stamp(invoked),
        "updated_at": stamp(stopped or invoked),
    }
    if (stopped or now()) - invoked >= INGEST_DELAY:
        found["started_time"] = stamp(invoked + INGEST_DELAY)
    if stopped is not None:
        found["stopped_time"] = stamp(stopped)
    return found


def _one(call: Call) -> Stream:
    stream_id = call.id("livestream_id")
    found = call.world.livestreams.get(stream_id)
    if found is None:
        raise not_found(f"No livestream found with id {stream_id}")
    return found


def _of_meeting(call: Call, meeting_id: str) -> list[Stream]:
    return [one for one in call.world.livestreams.values() if one["meeting_id"] == meeting_id]


def _running(call: Call, meeting_id: str) -> Stream | None:
    return next((one for one in _of_meeting(call, meeting_id) if _status(one) != "IDLE"), None)


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
        if (status is None or _status(stream) == status)
        and not (independent_only and stream["meeting_id"] is not None)
        and earliest <= stream["created_at"] <= latest
    ]
    rows, paging = query.page().of_list(found if rising else found[::-1])
    return done({"livestreams": [_shown(stream) for stream in rows], "paging": paging})


async def create(call: Call) -> web.Response:
    """POST /livestreams (Dyte): one of no meeting; 201."""
    body = await call.body(LivestreamBody)
    stream = _new(None, body.name or None)
    call.world.livestreams[stream["id"]] = stream
    return done(_shown(stream), status=201)


async def start(call: Call) -> web.Response:
    """POST livestreams of a meeting: 201, INVOKED; refused while one runs."""
    meeting = call.meeting()
    body = await call.body(LivestreamBody)
    if _running(call, meeting.id) is not None:
        raise conflict("this meeting is already being livestreamed")
    stream = _new(meeting.id, body.name or None)
    stream["runs"].append({"id": new_id(), "invoked_at": now(), "stopped_at": None})
    call.world.livestreams[stream["id"]] = stream
    told = ("status", "id", "ingest_server", "stream_key", "playback_url")
    return done({name: value for name, value in _shown(stream).items() if name in told}, status=201)


async def stop(call: Call) -> web.Response:
    """POST active-livestream/stop of a meeting; 404 when none runs."""
    stream = _active(call)
    moment = now()
    stream["runs"][-1]["stopped_at"] = stream["updated_at"] = moment
    return done({"message": "Stopped live stream successfully"})


def _active(call: Call) -> Stream:
    meeting = call.meeting()
    found = _running(call, meeting.id)
    if found is None:
        raise not_found(f"No active livestream found for meeting {meeting.id}")
    return found


async def active(call: Call) -> web.Response:
    """GET active-livestream of a meeting; 404 when none runs."""
    return done(_shown(_active(call)))


async def of_meeting(call: Call) -> web.Response:
    """GET livestream of a meeting: all of them, the last run, and paging inside ``data``."""
    found = _of_meeting(call, call.meeting().id)[::-1]
    rows, paging = call.query.page().of_list(found)
    data: dict[str, Any] = {"livestreams": [_shown(stream) for stream in rows], "paging": paging}
    if rows and rows[0]["runs"]:
        data["sessions"] = _shown_run(rows[0], rows[0]["runs"][-1])
    return done(data)


async def one(call: Call) -> web.Response:
    """GET /livestreams/{id}: with its last run, and paging inside ``data``."""
    stream = _one(call)
    runs, paging = call.query.page().of_list(stream["runs"][::-1])
    data: dict[str, Any] = {"livestream": _shown(stream), "paging": paging}
    if runs:
        data["session"] = _shown_run(stream, runs[0])
    return done(data)


async def active_run(call: Call) -> web.Response:
    """GET active-livestream-session of a livestream; 404 when it does not run."""
    stream = _one(call)
    if _status(stream) == "IDLE":
        raise not_found(f"No active session found for livestream {stream['id']}")
    return done({"livestream": _shown(stream), "session": _shown_run(stream, stream["runs"][-1])})


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
