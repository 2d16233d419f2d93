"""Sessions: what was held, who was there for how long, and what is left of it to download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.attendance import Row, consolidated, raw, shown_row
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.devices import device_info, report_metadata
from hosted_meetings_desktop.simulator.rest.query import Query
from hosted_meetings_desktop.simulator.rest.wire import bad_request, done, not_found, stamp
from hosted_meetings_desktop.simulator.world import Session

_SECTIONS = ("device_info", "ip_information", "precall_network_information", "events", "quality_stats")


def minutes(session: Session) -> float:
    """Return the minutes all its joins together took so far, fractional."""
    return sum(row.minutes for row in session.attendance)


def shown(call: Call, session: Session) -> dict[str, Any]:
    """Return a session as both dialects write it; ``ended_at`` is missing while it lives."""
    found: dict[str, Any] = {
        "id": session.id,
        "associated_id": session.meeting.id,
        "meeting_display_name": session.meeting.title or "",
        "type": "meeting",
        "status": "LIVE" if session.ended_at is None else "ENDED",
        "live_participants": len(session.live),
        "max_concurrent_participants": session.max_concurrent,
        "minutes_consumed": round(minutes(session), 4),
        "organization_id": call.world.organization_id,
        "started_at": stamp(session.started_at),
        "created_at": stamp(session.created_at),
        "updated_at": stamp(session.updated_at),
        "breakout_rooms": [],
    }
    if session.ended_at is not None:
        found["ended_at"] = stamp(session.ended_at)
    return found


def _one(call: Call) -> Session:
    session_id = call.id("session_id")
    found = call.world.sessions.get(session_id)
    if found is None:
        raise not_found(f"No session found with id {session_id}")
    return found


def _head_count(query: Query) -> tuple[int, int] | None:
    """Read ``participants``, given as ``least:most``."""
    given = query.text("participants")
    if given is None:
        return None
    least, colon, most = given.partition(":")
    if not colon or not least.isdecimal() or not most.isdecimal():
        raise bad_request('"participants" must be a range such as 1:10')
    return int(least), int(most)


def _wanted(query: Query, sessions: Iterable[Session]) -> list[Session]:
    status = query.choice("status", ("LIVE", "ENDED"))
    search = (query.text("search") or "").casefold()
    meeting_id = query.text("associated_id")
    heads = _head_count(query)
    earliest, latest = query.span()

    def fits(session: Session) -> bool:
        if meeting_id is not None and session.meeting.id != meeting_id:
            return False
        if status is not None and (session.ended_at is None) != (status == "LIVE"):
            return False
        if search and search not in (session.meeting.title or "").casefold() and search not in session.id:
            return False
        if heads and not heads[0] <= len({row.participant_id for row in session.attendance}) <= heads[1]:
            return False
        return earliest <= session.created_at <= latest

    return [session for session in sessions if fits(session)]


async def list_sessions(call: Call) -> web.Response:
    """GET /sessions, newest first; RealtimeKit has top-level paging, Dyte none at all."""
    query = call.query
    page = query.page()
    by = query.choice("sort_by", ("createdAt", "minutesConsumed")) or "createdAt"
    rising = query.choice("sort_order", ("ASC", "DESC")) == "ASC"
    stored = call.world.sessions.values()
    # The dictionary is in the order of creation, so only the other order costs a sort.
    ordered: Iterable[Session] = stored if rising else reversed(stored)
    if by == "minutesConsumed":
        ordered = sorted(stored, key=minutes, reverse=not rising)
    if query.has_any("status", "search", "associated_id", "participants", "start_time", "end_time"):
        rows, paging = page.of_list(_wanted(query, ordered))
    else:
        rows, paging = page.of(ordered, len(stored))
    sessions = {"sessions": [shown(call, session) for session in rows]}
    return done(sessions, paging=paging if call.dialect.sessions_paged else None)


async def one(call: Call) -> web.Response:
    """GET /sessions/{id}: Dyte wraps it as ``data.session``."""
    call.query.flag("include_breakout_rooms")
    session = shown(call, _one(call))
    return done({"session": session} if call.dialect.session_wrapped else session)


def _sorted_rows(query: Query, rows: Sequence[Row]) -> list[Row]:
    by = query.choice("sort_by", ("joinedAt", "duration")) or "joinedAt"
    falling = query.choice("sort_order", ("ASC", "DESC")) == "DESC"
    if by == "duration":
        return sorted(rows, key=lambda row: row.minutes, reverse=falling)
    return sorted(rows, key=lambda row: row.joined_at, reverse=falling)


async def list_attendance(call: Call) -> web.Response:
    """GET /sessions/{id}/participants: one row per join, or per person in the consolidated view."""
    session, query = _one(call), call.query
    view = query.choice("view", ("raw", "consolidated")) or "raw"
    search = (query.text("search") or "").casefold()
    events = bool(query.flag("include_peer_events"))
    rows = consolidated(session) if view == "consolidated" else raw(session)
    wanted = [row for row in rows if row.matches(search)]
    page, paging = query.page().of_list(_sorted_rows(query, wanted))
    data: dict[str, Any] = {"participants": [shown_row(call.world, session, row, events=events) for row in page]}
    if call.dialect.attendance_paged:
        data["paging"] = paging
    return done(data)


def _row(session: Session, sought: str) -> Row:
    rows = raw(session)
    found = next((row for row in rows if row.id == sought), None)
    found = found or next((row for row in rows if row.participant_id == sought), None)
    if found is None:
        raise not_found(f"No participant found with id {sought}")
    return found


def _details(call: Call, row: Row, wanted: frozenset[str]) -> dict[str, Any]:
    """Return what Dyte adds to one participant; without ``filters`` everything."""
    wanted = wanted or frozenset(_SECTIONS)
    events = [{"timestamp": stamp(row.joined_at), "type": "joined"}]
    if row.left_at is not None:
        events.append({"timestamp": stamp(row.left_at), "type": "left"})
    stats: dict[str, Any] = {
        "device_info": device_info(row.peers[0].user_agent),
        "ip_information": {"ipv4": "127.0.0.1"},
        "precall_network_information": {},
        "events": events,
    }
    found: dict[str, Any] = {"peer_stats": {name: value for name, value in stats.items() if name in wanted}}
    if "quality_stats" in wanted:
        found["quality_stats"] = []
    return found if not call.dialect.bearer else {}


async def one_attendance(call: Call) -> web.Response:
    """GET /sessions/{id}/participants/{id}: the id of a peer, or of a participant (its first join)."""
    session, query = _one(call), call.query
    row = _row(session, call.id("participant_id"))
    wanted = query.choices("filters", _SECTIONS)
    events = bool(query.flag("include_peer_events"))
    return done({"participant": shown_row(call.world, session, row, events=events) | _details(call, row, wanted)})


async def peer_report(call: Call) -> web.Response:
    """GET /sessions/peer-report/{id}: one join, found in whichever session it was."""
    peer_id = call.id("peer_id")
    wanted = call.query.choices("filters", _SECTIONS)
    for session in call.world.sessions.values():
        for row in raw(session):
            if row.id == peer_id:
                found = shown_row(call.world, session, row, events=bool(call.query.flag("include_peer_events")))
                del found["preset_name"]
                details = _details(call, row, wanted)
                if "quality_stats" in details:
                    details["quality_stats"] = {}  # a list at the participant, an object here
                metadata = report_metadata(row.peers[0].user_agent) if not wanted or "device_info" in wanted else {}
                report = {"role": row.preset_name, "peer_report": {"metadata": metadata, "quality": {}}}
                return done({"participant": found | details | report})
    raise not_found(f"No peer found with id {peer_id}")


_SESSION = "/sessions/{session_id}"
ROUTES = [
    Route("GET", "/sessions", list_sessions),
    Route("GET", "/sessions/peer-report/{peer_id}", peer_report),
    Route("GET", _SESSION, one),
    Route("GET", _SESSION + "/participants", list_attendance),
    Route("GET", _SESSION + "/participants/{participant_id}", one_attendance),
]
