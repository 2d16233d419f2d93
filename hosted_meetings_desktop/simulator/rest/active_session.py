"""Commands to a session that is live: kick, mute, poll."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest import sessions
from hosted_meetings_desktop.simulator.rest.bodies import MuteAllBody, PeopleBody, PollBody, StrictMuteAllBody
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.wire import done, not_found, stamp
from hosted_meetings_desktop.simulator.world import Attendance, Session, new_id


def _live(call: Call) -> Session:
    meeting = call.meeting()
    found = call.world.active_session(meeting.id)
    if found is None:
        raise not_found(f"No active session found for meeting {meeting.id}")
    return found


def _chosen(session: Session, body: PeopleBody) -> tuple[set[str], list[Attendance]]:
    """Return the ids as sent (a room may also know people who still wait) and the joins they mean."""
    ids = {*body.participant_ids, *body.custom_participant_ids}
    rows = [row for row in session.live if ids & {row.participant_id, row.custom_participant_id, row.id}]
    return ids, rows


def _shown(session: Session, rows: list[Attendance]) -> list[dict[str, Any]]:
    """Return each touched person once."""
    people: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = session.meeting.participants.get(row.participant_id)
        people[row.participant_id] = {
            "id": row.participant_id,
            "name": row.display_name,
            "created_at": stamp(known.created_at if known else row.created_at),
            "updated_at": stamp(known.updated_at if known else row.updated_at),
        }
        if known is not None and known.picture:
            people[row.participant_id]["picture"] = known.picture
    return list(people.values())


async def one(call: Call) -> web.Response:
    """GET active-session; 404 when nobody is there."""
    return done(sessions.shown(call, _live(call)))


async def kick(call: Call) -> web.Response:
    """POST kick: puts people out; they may come back with the same token."""
    session = _live(call)
    ids, rows = _chosen(session, await call.body(PeopleBody))
    call.world.kick(session, ids)
    for row in rows:  # those whom no room holds, such as rows made in bulk
        call.world.peer_left(row)
    return done({"action": "kick", "participants": _shown(session, rows)})


async def kick_all(call: Call) -> web.Response:
    """POST kick-all: empties the room and ends the session at once."""
    session = _live(call)
    rows = session.live
    call.world.kick(session, None)
    for row in rows:
        call.world.peer_left(row)
    call.world.end_session(session)
    return done({"action": "kick-all", "kicked_participants_count": len(rows)})


async def mute(call: Call) -> web.Response:
    """POST mute: silences people; they may unmute themselves."""
    session = _live(call)
    ids, rows = _chosen(session, await call.body(PeopleBody))
    call.world.mute(session, ids, True)  # noqa: FBT003 - the world's hook has it so
    return done({"action": "mute", "participants": _shown(session, rows)})


async def mute_all(call: Call) -> web.Response:
    """POST mute-all: silences everybody; without ``allow_unmute`` for good."""
    session = _live(call)
    strict = call.dialect.bearer
    body = await call.body(StrictMuteAllBody) if strict else await call.body(MuteAllBody)
    rows = session.live
    call.world.mute(session, None, body.allow_unmute)
    return done({"action": "mute-all", "muted_participants_count": len(rows)})


async def poll(call: Call) -> web.Response:
    """POST poll: 201."""
    session = _live(call)
    body = await call.body(PollBody)
    made: dict[str, Any] = {
        "id": new_id(),
        "question": body.question,
        "options": [{"text": option, "count": 0, "votes": []} for option in body.options],
        "anonymous": body.anonymous,
        "hide_votes": body.hide_votes,
        "created_by": call.world.organization_id,
        "voted": [],
    }
    call.world.announce_poll(session, made)
    return done({"action": "create-poll", "poll": made}, status=201)


_ACTIVE = "/meetings/{meeting_id}/active-session"
ROUTES = [
    Route("GET", _ACTIVE, one),
    Route("POST", _ACTIVE + "/kick", kick),
    Route("POST", _ACTIVE + "/kick-all", kick_all),
    Route("POST", _ACTIVE + "/mute", mute),
    Route("POST", _ACTIVE + "/mute-all", mute_all),
    Route("POST", _ACTIVE + "/poll", poll),
]
