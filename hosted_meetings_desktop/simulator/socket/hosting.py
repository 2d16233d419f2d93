"""What a host does to others: put out, mute, pin, change permissions."""

from __future__ import annotations

import json
from typing import Any

from hosted_meetings_desktop.simulator.socket.events import Media, Preset
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Peer, Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request


async def _kick(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("kick_participant")
    chosen = set(request.read("socket.room.RemoveParticipantsRequest").peer_ids)
    session = request.rooms.world.active_session(request.room.meeting.id)
    if session is not None and chosen:
        request.rooms.kick(session, chosen)
    request.reply()


async def _kick_all(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("kick_participant")
    session = request.rooms.world.active_session(request.room.meeting.id)
    if session is not None:
        request.rooms.kick(session, None)
        request.rooms.world.end_session(session)


def _silence(request: Request, peer: Peer, asked: Any) -> None:
    # Both messages spell the third switch differently: scree_share and screen_share.
    if asked.audio:
        request.peer.may("disable_participant_audio")
        request.rooms.pause_producers(request.room, peer, "audio")
    if asked.video:
        request.peer.may("disable_participant_video")
        request.rooms.pause_producers(request.room, peer, "video")
    if getattr(asked, "screen_share", False) or getattr(asked, "scree_share", False):
        request.peer.may("disable_participant_screensharing")
        request.rooms.pause_producers(request.room, peer, "video", screen_share=True)


async def _control_peer(request: Request) -> None:
    request.must_be_inside()
    asked = request.read("media.edge.HostMediaControlForPeerRequest")
    peer = request.room.peers.get(asked.participant_id)
    if peer is None:
        raise Refused("no such peer in the room")
    _silence(request, peer, asked)
    request.reply("media.edge.HostMediaControlForPeerResponse", status="success")


async def _control_all(request: Request) -> None:
    request.must_be_inside()
    asked = request.read("media.edge.HostMediaControlForAllPeerRequest")
    for peer in tuple(request.room.peers.values()):
        if peer is not request.peer:
            _silence(request, peer, asked)
    request.reply("media.edge.HostMediaControlForAllPeerResponse", status="success")


async def _pin(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("pin_participant")
    request.room.pinned = request.read("media.edge.GlobalPeerPinningRequest").participant_id
    request.reply()
    request.room.broadcast(
        Media.PEER_PINNED,
        "media.edge.GlobalPeerPinningBroadcastResponse",
        {"participant_id": request.room.pinned},
    )


async def _read_presets(request: Request) -> None:
    chosen = set(request.read("socket.preset.ReadPeersPresetRequest").user_ids)
    rows = [
        {"user_id": peer.participant.id, "peer_id": peer.id, "preset": json.dumps(peer.preset).encode()}
        for peer in request.room.peers.values()
        if peer.participant.id in chosen
    ]
    request.reply("socket.preset.ReadPeersPresetResponse", peer_presets=rows)


async def _update_presets(request: Request) -> None:
    """Pass a change of permissions on: the SDK of the peer concerned applies it."""
    request.must_be_inside()
    request.peer.may("can_change_participant_permissions")
    # Request and response are the same message by two names; the bytes go on as they are.
    concerned = {row.user_ids for row in request.read("socket.preset.UpdatePeersPresetRequest").update_peers_presets}
    for peer in request.room.peers.values():
        if peer.participant.id in concerned and peer is not request.peer:
            peer.deliver(Preset.UPDATE, "", request.payload)
    request.peer.deliver(request.event, request.id, request.payload)


HANDLERS: dict[int, Handler] = {
    RoomEvent.KICK: _kick,
    RoomEvent.KICK_ALL: _kick_all,
    Media.KICK_PEER: _kick,
    Media.KICK_ALL: _kick_all,
    Media.HOST_CONTROL_PEER: _control_peer,
    Media.HOST_CONTROL_ALL: _control_all,
    Media.PIN_PEER: _pin,
    Preset.GET: _read_presets,
    Preset.UPDATE: _update_presets,
}
