"""Who is in the room: joining, leaving, names, messages to all, the waiting room."""

from __future__ import annotations

from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.socket.events import Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request

_RECORDING_STATES = {"INVOKED": "STARTING", "RECORDING": "RECORDING", "PAUSED": "PAUSED"}


async def _join(request: Request) -> None:
    wanted = request.read("socket.room.JoinRoomRequest").peer.display_name
    peer = request.peer
    if peer.participant.name and wanted and peer.permissions["can_edit_display_name"]:
        peer.name = wanted
    inside = request.rooms.join(request.room, peer)
    request.reply("socket.room.PeerInfoResponse", peer=peer.describe(waiting=not inside))


async def _leave(request: Request) -> None:
    request.rooms.leave(request.room, request.peer)
    request.reply("media.edge.PeerLeaveResponse", closed=False)


async def _peers(request: Request) -> None:
    request.reply(
        "socket.room.RoomPeersInfoResponse", peers=[peer.describe() for peer in request.room.peers.values()]
    )


async def _peer(request: Request) -> None:
    peer = request.room.peers.get(request.read("socket.room.GetPeerInfoRequest").peer_id)
    if peer is None:
        raise Refused("no such peer in the room")
    request.reply("socket.room.PeerInfoResponse", peer=peer.describe())


async def _peer_count(request: Request) -> None:
    request.reply("socket.room.RoomPeerCountResponse", count=len(request.room.peers))


async def _room_info(request: Request) -> None:
    room, world = request.room, request.rooms.world
    session = world.active_session(room.meeting.id)
    recordings = [
        {"recording_id": row.id, "recording_status": _RECORDING_STATES[row.status]}
        for row in world.recordings.values()
        if row.meeting is room.meeting and row.status in _RECORDING_STATES
    ]
    started = session.started_at if session is not None else room.meeting.created_at
    request.reply(
        "socket.room.RoomInfoResponse",
        room={
            "room_id": room.meeting.id,
            "title": room.title,
            "created_at": int(started.timestamp()),
            "active_recordings": recordings,
            "room_uuid": session.id if session is not None else room.meeting.id,
        },
    )


async def _connected_rooms(request: Request) -> None:
    meeting = {"id": request.room.meeting.id, "title": request.room.title, "participants": []}
    request.reply("socket.room.GetConnectedRoomsDumpResponse", parent_meeting=meeting, meetings=[])


async def _added_participants(request: Request) -> None:
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "picture": row.picture,
            "custom_participant_id": row.custom_participant_id,
        }
        for row in request.room.meeting.participants.values()
    ]
    request.reply("socket.room.GetAllAddedParticipantsResponse", participants=rows)


async def _rename_self(request: Request) -> None:
    wanted = request.read("socket.room.UpdatePeerInfoRequest").display_name
    request.peer.may("can_edit_display_name")
    request.peer.name = wanted or request.peer.name
    request.reply("socket.room.PeerInfoResponse", peer=request.peer.describe())


async def _rename(request: Request) -> None:
    request.must_be_inside()
    wanted = request.read("media.edge.PeerDisplayNameEditRequest")
    peer = request.room.peers.get(wanted.participant_id, request.peer)
    if peer is not request.peer or not wanted.display_name:
        raise Refused("only a name of one's own can be changed")
    peer.may("can_edit_display_name")
    peer.name = wanted.display_name
    if peer.attendance is not None:
        peer.attendance.display_name = peer.name
    request.reply("media.edge.PeerDisplayNameEditResponse", status="success")
    request.room.broadcast(
        Media.PEER_RENAMED,
        "media.edge.PeerDisplayNameEditBroadcastResponse",
        {"participant_id": peer.id, "display_name": peer.name},
        but=peer,
    )


async def _broadcast(request: Request) -> None:
    request.must_be_inside()
    message = request.read("socket.room.BroadcastMessage")
    fields = {"type": message.type, "payload": message.payload, "timestamp": message.timestamp}
    to_peers = request.event == RoomEvent.BROADCAST_TO_ENTITY and message.broadcast_type == wire.enum_number(
        "socket.room.BroadcastType", "PEERS"
    )
    for peer in tuple(request.room.peers.values()):
        if not to_peers or peer.id in message.ids or peer.participant.id in message.ids:
            peer.send(request.event, "socket.room.BroadcastMessage", fields)
    request.reply()


async def _waiting_list(request: Request) -> None:
    request.peer.may("accept_waiting_requests")
    request.must_be_inside()
    request.room.tell_waiting_list([request.peer])


async def _admit(request: Request) -> None:
    request.peer.may("accept_waiting_requests")
    request.must_be_inside()
    chosen = set(request.read("socket.room.AcceptWaitingRoomRequests").user_ids)
    request.room.admit([row for row in request.room.waiting.values() if {row.participant.id, row.id} & chosen])
    request.reply()


async def _deny(request: Request) -> None:
    request.peer.may("accept_waiting_requests")
    request.must_be_inside()
    chosen = set(request.read("socket.room.DenyWaitingRoomRequests").user_ids)
    request.room.deny([row for row in request.room.waiting.values() if {row.participant.id, row.id} & chosen])
    request.reply()


HANDLERS: dict[int, Handler] = {
    RoomEvent.JOIN: _join,
    RoomEvent.LEAVE: _leave,
    RoomEvent.GET_ROOM_PEERS: _peers,
    RoomEvent.GET_PEER_INFO: _peer,
    RoomEvent.PEER_COUNT: _peer_count,
    RoomEvent.GET_ROOM_INFO: _room_info,
    RoomEvent.GET_CONNECTED_ROOMS: _connected_rooms,
    RoomEvent.GET_ALL_ADDED_PARTICIPANTS: _added_participants,
    RoomEvent.UPDATE_PEER_INFO: _rename_self,
    RoomEvent.BROADCAST: _broadcast,
    RoomEvent.BROADCAST_TO_ENTITY: _broadcast,
    RoomEvent.WAITING_REQUESTS: _waiting_list,
    RoomEvent.ACCEPT_WAITING: _admit,
    RoomEvent.DENY_WAITING: _deny,
    Media.LEAVE: _leave,
    Media.RENAME: _rename,
}
