"""Says in a room as text what somebody is meant to have said, and keeps it for the session's transcript.

Nothing here understands speech: the words come from the practice patient's script or from who steers the simulator.
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import msgspec
from aiohttp import web
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from hosted_meetings_desktop.simulator.rest.call import decode
from hosted_meetings_desktop.simulator.rest.wire import Refusal, done, not_found
from hosted_meetings_desktop.simulator.socket.peers import Peer
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms
from hosted_meetings_desktop.simulator.world import Spoken, World, now

EVENT = 32
"""The SDKs' name for it is ``transcript``; the same number in both."""
SECONDS_A_WORD = 0.4
"""How fast everybody is meant to speak."""
_MESSAGE = "socket.ai.MeetingTranscript"
_TEXT, _FLAG = descriptor_pb2.FieldDescriptorProto.TYPE_STRING, descriptor_pb2.FieldDescriptorProto.TYPE_BOOL


class CaptionBody(msgspec.Struct, kw_only=True):
    """Who says what in which meeting."""

    meeting_id: str
    participant_id: str
    text: str
    partial: bool = False
    """Whether more of the same sentence follows."""


def payload(meeting_id: str, peer: Peer, text: str, *, partial: bool) -> bytes:
    """Return the message: one CSV row of second, peer, participant, custom id, name and text."""
    row = io.StringIO()
    custom = peer.participant.custom_participant_id
    csv.writer(row, lineterminator="").writerow(
        [int(now().timestamp()), peer.id, peer.participant.id, custom, peer.name, text]
    )
    message = _message()()
    message.meeting_id, message.transcript, message.is_partial = meeting_id, row.getvalue(), partial
    data: bytes = message.SerializeToString()
    return data


def attach(app: web.Application, _world: World, rooms: Rooms) -> None:
    """Add ``POST /control/caption``: everybody inside whose preset has ``transcription_enabled`` is sent the text."""

    async def say(request: web.Request) -> web.Response:
        if "Origin" in request.headers:
            return Refusal(403, "Forbidden: not for web pages").response()
        try:
            body = decode(await request.read(), CaptionBody)
            heard = _say(rooms, body)
        except Refusal as refusal:
            return refusal.response()
        return done({"heard": heard})

    app.router.add_post("/control/caption", say)


def _say(rooms: Rooms, body: CaptionBody) -> int:
    if body.meeting_id not in rooms.world.meetings:
        raise not_found(f"No meeting found with id {body.meeting_id}")
    room = rooms.room(body.meeting_id)
    speaker = next((peer for peer in room.peers.values() if peer.participant.id == body.participant_id), None)
    if speaker is None:
        raise not_found(f"No participant found with id {body.participant_id}")
    return say(rooms, room, speaker, body.text, partial=body.partial)


def say(rooms: Rooms, room: Room, speaker: Peer, text: str, *, partial: bool = False) -> int:
    """Let somebody inside say a sentence, beginning now; returns how many are sent it.

    Args:
        rooms: All of them.
        room: Where.
        speaker: Who.
        text: The words.
        partial: Whether more of the same sentence follows; only whole ones are kept.
    """
    session = rooms.world.active_session(room.meeting.id)
    if session is not None and speaker.attendance is not None and not partial:
        began = now()
        ended = began + timedelta(seconds=SECONDS_A_WORD * len(text.split()))
        session.spoken.append(Spoken(speaker.attendance, text, began, ended))
    hearing = [peer for peer in room.peers.values() if peer.permissions.get("transcription_enabled")]
    if hearing:
        said = payload(room.meeting.id, speaker, text, partial=partial)
        for peer in hearing:
            peer.deliver(EVENT, "", said)
    return len(hearing)


def _message() -> type:
    """Return the class of the message (field numbers of the npm package @cloudflare/realtimekit 2.0.2)."""
    file = descriptor_pb2.FileDescriptorProto(name="ai.proto", package="socket.ai", syntax="proto3")
    message = file.message_type.add(name="MeetingTranscript")
    for number, (name, kind) in enumerate(
        (("meeting_id", _TEXT), ("transcript", _TEXT), ("is_partial", _FLAG)), start=1
    ):
        message.field.add(name=name, number=number, type=kind, label=1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    made: type = message_factory.GetMessageClass(pool.FindMessageTypeByName(_MESSAGE))
    return made
