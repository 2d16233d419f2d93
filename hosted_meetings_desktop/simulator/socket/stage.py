"""The stage of a webinar: who is on it, who asks to come on it, and who lets them or sends them off."""

from __future__ import annotations

from hosted_meetings_desktop.simulator.socket.events import Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Peer, Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request

_STATUS = "socket.room.PeerStatusUpdate"


def _status(peer: Peer) -> dict[str, object]:
    return {"peer_id": peer.id, "user_id": peer.participant.id, "stage_type": peer.describe()["stage_type"]}


def _set_stage(request: Request, peer: Peer, stage: str, *, tell_self: bool = False) -> None:
    """Put a peer on another footing and tell the room.

    The SDK of the peer itself takes being told that it is off the stage as being sent off it, so it is told only
    then; of everything else it hears by an answer or an event of its own.
    """
    asked = peer.stage == "REQUESTED_STAGE"
    peer.stage = stage
    request.room.broadcast(RoomEvent.PEER_STAGE_STATUS, _STATUS, _status(peer), but=None if tell_self else peer)
    if asked or stage == "REQUESTED_STAGE":
        request.room.tell_stage_requests()
    request.rooms.changed(request.room)


def _fall_silent(request: Request, peer: Peer) -> None:
    """Pass nothing on of who left the stage, whatever their page goes on sending."""
    for producer in peer.producers.values():
        producer.source.pause()
        message = "media.edge.PeerProducerToggleBroadcastResponse"
        request.room.tell_of_producer(Media.PRODUCER_TOGGLED, message, peer, producer, initiator=peer, but=peer)


def _host(request: Request) -> None:
    request.must_be_inside()
    if not request.peer.calls_to_stage:
        raise Refused("the preset does not allow accept_stage_requests")


# ---- looking
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


async def _list_requests(request: Request) -> None:
    _host(request)
    message = "socket.livestreaming.GetStageRequestsResponse"
    request.reply(message, stage_requests=request.room.stage_requests())


# ---- asking
async def _ask(request: Request) -> None:
    request.must_be_inside()
    peer = request.peer
    if not peer.has_stage or peer.stage_access == "NOT_ALLOWED":
        raise Refused("the preset does not allow to come on stage")
    if peer.stage == "OFF_STAGE":
        _set_stage(request, peer, "REQUESTED_STAGE")


async def _ask_no_more(request: Request) -> None:
    if request.peer.stage in {"REQUESTED_STAGE", "APPROVED_STAGE"}:
        _set_stage(request, request.peer, "OFF_STAGE")


# ---- deciding
def _named(request: Request) -> list[Peer]:
    """Return whom the request names; all windows of a person."""
    # The requests to grant, to deny and to leave are one message under three names.
    chosen = set(request.read("socket.livestreaming.LeaveStageRequest").user_ids)
    return [peer for peer in request.room.peers.values() if peer.participant.id in chosen]


async def _grant(request: Request) -> None:
    """Let somebody who asked on stage, or invite somebody who did not; coming is theirs to do."""
    _host(request)
    for peer in _named(request):
        if peer.has_stage and peer.stage in {"OFF_STAGE", "REQUESTED_STAGE"}:
            _set_stage(request, peer, "APPROVED_STAGE")
            peer.send(RoomEvent.GRANT_STAGE_ACCESS)


async def _deny(request: Request) -> None:
    _host(request)
    for peer in _named(request):
        if peer.stage in {"REQUESTED_STAGE", "APPROVED_STAGE"}:
            _set_stage(request, peer, "OFF_STAGE")
            peer.send(RoomEvent.DENY_STAGE_ACCESS)


# ---- coming and going
async def _join(request: Request) -> None:
    request.must_be_inside()
    peer = request.peer
    unasked = peer.has_stage and peer.stage_access == "ALLOWED"
    if not unasked and peer.stage not in {"APPROVED_STAGE", "ON_STAGE"}:
        raise Refused("ask for the stage first")
    if peer.stage != "ON_STAGE":
        _set_stage(request, peer, "ON_STAGE")
    request.answer(RoomEvent.PEER_STAGE_STATUS, _STATUS, _status(peer))


async def _leave(request: Request) -> None:
    """Leave the stage, or send others off it.

    The SDK awaits different answers to the two, which are one message: its own new status when it leaves, the
    request's own event when it sends others off.
    """
    leaving = _named(request)
    if any(peer is not request.peer for peer in leaving):
        _host(request)
    for peer in leaving:
        if peer.has_stage and peer.stage != "OFF_STAGE":
            _set_stage(request, peer, "OFF_STAGE", tell_self=peer is not request.peer)
            _fall_silent(request, peer)
    if request.peer in leaving:
        request.answer(RoomEvent.PEER_STAGE_STATUS, _STATUS, _status(request.peer))
    request.reply()


HANDLERS: dict[int, Handler] = {
    RoomEvent.GET_STAGE_STATE: _stage_state,
    RoomEvent.GET_STAGE_PEERS: _stage_peers,
    RoomEvent.GET_STAGE_REQUESTS: _list_requests,
    RoomEvent.REQUEST_STAGE_ACCESS: _ask,
    RoomEvent.CANCEL_STAGE_REQUEST: _ask_no_more,
    RoomEvent.GRANT_STAGE_ACCESS: _grant,
    RoomEvent.DENY_STAGE_ACCESS: _deny,
    RoomEvent.JOIN_STAGE: _join,
    RoomEvent.LEAVE_STAGE: _leave,
}
