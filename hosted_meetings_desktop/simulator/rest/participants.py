"""Participants of a meeting and their tokens."""

from __future__ import annotations

import uuid
from typing import Any

from aiohttp import web
from msgspec import UNSET

from hosted_meetings_desktop.simulator.rest.bodies import ParticipantBody, ParticipantPatch
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.wire import bad_request, done, not_found, stamp
from hosted_meetings_desktop.simulator.world import Participant


def shown(participant: Participant) -> dict[str, Any]:
    """Return a participant as both dialects write it."""
    found: dict[str, Any] = {
        "id": participant.id,
        "name": participant.name,
        "picture": participant.picture,
        "custom_participant_id": participant.custom_participant_id,
        "preset_name": participant.preset_name,
        "created_at": stamp(participant.created_at),
        "updated_at": stamp(participant.updated_at),
    }
    return {name: value for name, value in found.items() if value is not None}


def _with_token(call: Call, participant: Participant, *, status: int = 200) -> web.Response:
    return done(shown(participant) | {"token": call.world.issue_token(participant)}, status=status)


def _one(call: Call) -> Participant:
    participant_id = call.id("participant_id")
    found = call.meeting().participants.get(participant_id)
    if found is None:
        raise not_found(f"No participant found with id {participant_id}")
    return found


def _known_preset(call: Call, name: str) -> str:
    if call.world.preset_by_name(name) is None:
        raise not_found(f"No preset found with name {name}")
    return name


def _named(field: str, given: str) -> str:
    if not given:
        raise bad_request(f'"{field}" is not allowed to be empty')
    return given


async def list_participants(call: Call) -> web.Response:
    """GET participants, in the order they were added, with top-level paging."""
    people = call.meeting().participants
    rows, paging = call.query.page().of(people.values(), len(people))
    return done([shown(participant) for participant in rows], paging=paging)


async def add(call: Call) -> web.Response:
    """POST participants: 201 with a token; the same person added twice is two participants."""
    meeting = call.meeting()
    body = await call.body(ParticipantBody)
    participant = Participant(
        meeting_id=meeting.id,
        name=body.name or None,
        picture=body.picture or None,
        preset_name=_known_preset(call, _named("preset_name", body.preset_name)),
        custom_participant_id=_named("custom_participant_id", body.custom_participant_id),
    )
    meeting.participants[participant.id] = participant
    return _with_token(call, participant, status=201)


async def one(call: Call) -> web.Response:
    """GET one participant; never with a token."""
    return done(shown(_one(call)))


async def change(call: Call) -> web.Response:
    """PATCH one participant: answers with a new token."""
    participant = _one(call)
    body = await call.body(ParticipantPatch)
    if body.preset_name:
        participant.preset_name = _known_preset(call, body.preset_name)
    if body.name is not UNSET:
        participant.name = body.name or None
    if body.picture is not UNSET:
        participant.picture = body.picture or None
    participant.touch()
    return _with_token(call, participant)


async def replace(call: Call) -> web.Response:
    """PUT one participant (RealtimeKit): answers with a new token."""
    participant = _one(call)
    body = await call.body(ParticipantBody)
    participant.preset_name = _known_preset(call, _named("preset_name", body.preset_name))
    participant.custom_participant_id = _named("custom_participant_id", body.custom_participant_id)
    participant.name = body.name or None
    participant.picture = body.picture or None
    participant.touch()
    return _with_token(call, participant)


async def remove(call: Call) -> web.Response:
    """DELETE one participant: all its tokens are void; the answer has the preset's id but not the participant's."""
    participant = _one(call)
    del call.meeting().participants[participant.id]
    preset = call.world.preset_by_name(participant.preset_name)
    return done(
        {
            "custom_participant_id": participant.custom_participant_id,
            "preset_id": preset.id if preset else str(uuid.uuid5(uuid.NAMESPACE_OID, participant.preset_name)),
            "created_at": stamp(participant.created_at),
            "updated_at": stamp(participant.updated_at),
        }
    )


async def token(call: Call) -> web.Response:
    """POST token: one more; the earlier ones stay good."""
    return done({"token": call.world.issue_token(_one(call))})


_PEOPLE = "/meetings/{meeting_id}/participants"
ROUTES = [
    Route("GET", _PEOPLE, list_participants),
    Route("POST", _PEOPLE, add),
    Route("GET", _PEOPLE + "/{participant_id}", one),
    Route("PATCH", _PEOPLE + "/{participant_id}", change),
    Route("PUT", _PEOPLE + "/{participant_id}", replace, only="realtimekit"),
    Route("DELETE", _PEOPLE + "/{participant_id}", remove),
    Route("POST", _PEOPLE + "/{participant_id}/token", token),
]
