"""What a host does to others: put out, mute, pin, change permissions, call to the stage."""

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


# ---- stage (webinars)
def _stage_requests(request: Request) -> list[dict[str, Any]]:
    return [
        {"display_name": peer.name, "user_id": peer.participant.id, "peer_id": peer.id}
        for peer in request.room.peers.values()
        if peer.stage == "REQUESTED_STAGE"
    ]


def _set_stage(request: Request, peer: Peer, stage: str) -> None:
    peer.stage = stage
    number = peer.describe()["stage_type"]
    fields = {"peer_id": peer.id, "user_id": peer.participant.id, "stage_type": number}
    request.room.broadcast(RoomEvent.PEER_STAGE_STATUS, "socket.room.PeerStatusUpdate", fields)


def _tell_stage_requests(request: Request) -> None:
    fields = {"stage_requests": _stage_requests(request)}
    for peer in request.room.peers.values():
        if peer.permissions["accept_stage_requests"]:
            peer.send(RoomEvent.GET_STAGE_REQUESTS, "socket.livestreaming.GetStageRequestsResponse", fields)


async def _stage_state(request: Request) -> None:
    def at(stage: str) -> list[str]:
        return [peer.id for peer in request.room.peers.values() if peer.stage == stage]

    request.reply(
        "socket.room.GetRoomStageStateResponse",
        on_stage_peers=at("ON_STAGE"),
        approved_stage_peers=at("APPROVED_STAGE"),
        requested_stage_peers=at("REQUESTED_STAGE"),
    )


async def _stage_peers(request: Request) -> None:
    peers = [peer.id for peer in request.room.peers.values() if peer.stage == "ON_STAGE"]
    request.reply("socket.livestreaming.GetStagePeersResponse", stage_peers=peers)


async def _list_stage_requests(request: Request) -> None:
    request.reply("socket.livestreaming.GetStageRequestsResponse", stage_requests=_stage_requests(request))


async def _ask_for_stage(request: Request) -> None:
    asks = request.event == RoomEvent.REQUEST_STAGE_ACCESS
    _set_stage(request, request.peer, "REQUESTED_STAGE" if asks else "OFF_STAGE")
    _tell_stage_requests(request)


async def _decide_stage(request: Request) -> None:
    request.peer.may("accept_stage_requests")
    grants = request.event == RoomEvent.GRANT_STAGE_ACCESS
    chosen = set(request.read("socket.livestreaming.GrantStageAccessRequest").user_ids)
    for peer in request.room.peers.values():
        if peer.participant.id in chosen:
            _set_stage(request, peer, "APPROVED_STAGE" if grants else "OFF_STAGE")
            peer.send(request.event)
    _tell_stage_requests(request)


async def _join_stage(request: Request) -> None:
    if request.peer.stage not in ("APPROVED_STAGE", "ON_STAGE"):
        raise Refused("ask for the stage first")
    _answer_stage(request, request.peer, "ON_STAGE")


async def _leave_stage(request: Request) -> None:
    chosen = set(request.read("socket.livestreaming.LeaveStageRequest").user_ids)
    if chosen - {request.peer.participant.id}:
        request.peer.may("accept_stage_requests")
    for peer in tuple(request.room.peers.values()):
        if peer.participant.id in chosen:
            _answer_stage(request, peer, "OFF_STAGE")


def _answer_stage(request: Request, peer: Peer, stage: str) -> None:
    _set_stage(request, peer, stage)
    fields = {"peer_id": peer.id, "user_id": peer.participant.id, "stage_type": peer.describe()["stage_type"]}
    answer = Request(RoomEvent.PEER_STAGE_STATUS, request.id, b"", request.peer, request.room, request.rooms)
    answer.reply("socket.room.PeerStatusUpdate", **fields)


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
    RoomEvent.GET_STAGE_STATE: _stage_state,
    RoomEvent.GET_STAGE_PEERS: _stage_peers,
    RoomEvent.GET_STAGE_REQUESTS: _list_stage_requests,
    RoomEvent.REQUEST_STAGE_ACCESS: _ask_for_stage,
    RoomEvent.CANCEL_STAGE_REQUEST: _ask_for_stage,
    RoomEvent.GRANT_STAGE_ACCESS: _decide_stage,
    RoomEvent.DENY_STAGE_ACCESS: _decide_stage,
    RoomEvent.JOIN_STAGE: _join_stage,
    RoomEvent.LEAVE_STAGE: _leave_stage,
}
