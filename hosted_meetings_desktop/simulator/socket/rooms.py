"""The rooms: who is inside, who waits, who left; each join and leave becomes attendance in the world."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hosted_meetings_desktop.simulator.socket import presets, wire
from hosted_meetings_desktop.simulator.socket.events import Media, Polls
from hosted_meetings_desktop.simulator.socket.events import Preset as PresetEvent
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Deliver, Peer, Producer, Refused
from hosted_meetings_desktop.simulator.world import (
    Attendance,
    Meeting,
    Participant,
    Preset,
    Recording,
    Session,
    World,
    new_id,
)

PresetByName = Callable[[str], Preset | None]
RoomListener = Callable[["Room"], None]


@dataclass(eq=False)
class Room:
    """What the peers of one meeting share while its session lives."""

    meeting: Meeting
    peers: dict[str, Peer] = field(default_factory=dict)
    waiting: dict[str, Peer] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)
    chat: list[dict[str, Any]] = field(default_factory=list)
    polls: list[dict[str, Any]] = field(default_factory=list)
    stores: dict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=dict)
    pinned: str = ""

    @property
    def title(self) -> str:
        """The meeting's title, as the SDK shows it."""
        return self.meeting.title or ""

    @property
    def people(self) -> list[Peer]:
        """The peers inside that are not the practice patient."""
        return [peer for peer in self.peers.values() if not peer.is_bot]

    def broadcast(
        self, event: int, message: str = "", fields: Mapping[str, Any] | None = None, *, but: Peer | None = None
    ) -> None:
        """Send an event to everybody inside."""
        payload = wire.encode(message, fields or {}) if message else b""
        for peer in tuple(self.peers.values()):
            if peer is not but:
                peer.deliver(event, "", payload)

    def tell_of_producer(  # an event has that many parts
        self,
        event: int,
        message: str,
        owner: Peer,
        producer: Producer,
        *,
        initiator: Peer | None = None,
        but: Peer | None = None,
    ) -> None:
        """Send an event about a track to everybody with media, under the name each knows it by.

        Who is inside but still negotiating hears of all tracks in the answer that ends it. An SDK told of a track
        earlier takes it twice, and a later toggle of it gets lost.
        """
        for peer in tuple(self.peers.values()):
            if peer is not but and peer.in_media:
                fields = {"participant_id": owner.id, "producer_state": producer.state(peer)}
                if initiator is not None:
                    fields["initiator_participant_id"] = initiator.id
                peer.send(event, message, fields)

    def tell_waiting_list(self, peers: Iterable[Peer] | None = None) -> None:
        """Send the list of who waits to those who may let them in."""
        fields = {"requests": [_waiting_request(peer) for peer in self.waiting.values()]}
        for peer in self.peers.values() if peers is None else peers:
            if peer.is_privileged:
                peer.send(RoomEvent.WAITING_REQUESTS, "socket.room.GetWaitingRoomRequests", fields)

    # ---- the stage of a webinar
    def stage_requests(self) -> list[dict[str, str]]:
        """Return who asked to come on stage and waits for an answer, as ``socket.livestreaming.StageRequest``."""
        return [
            {"display_name": peer.name, "user_id": peer.participant.id, "peer_id": peer.id}
            for peer in self.peers.values()
            if peer.stage == "REQUESTED_STAGE"
        ]

    def tell_stage_requests(self) -> None:
        """Send that list to those who may let them."""
        fields = {"stage_requests": self.stage_requests()}
        for peer in self.peers.values():
            if peer.calls_to_stage:
                peer.send(RoomEvent.GET_STAGE_REQUESTS, "socket.livestreaming.GetStageRequestsResponse", fields)

    def must_wait(self, peer: Peer) -> bool:
        """Return whether the peer's preset keeps it out for now.

        ``ON_PRIVILEGED_USER_ENTRY`` waits for somebody who may admit to be there, ``SKIP_ON_ACCEPT`` to be admitted
        by them, once for the session.
        """
        if peer.participant.id in self.admitted:
            return False
        kind = peer.permissions["waiting_room_type"]
        if kind == "ON_PRIVILEGED_USER_ENTRY":
            return not any(other.is_privileged for other in self.peers.values())
        return bool(kind == "SKIP_ON_ACCEPT")

    def admit(self, peers: Iterable[Peer]) -> None:
        """Let waiting peers in; their SDK joins again by itself."""
        admitted = [peer for peer in peers if self.waiting.pop(peer.id, None) is not None]
        for peer in admitted:
            self.admitted.add(peer.participant.id)
            peer.send(RoomEvent.WAITING_ACCEPTED)
        if admitted:
            self.tell_waiting_list()

    def deny(self, peers: Iterable[Peer]) -> None:
        """Turn waiting peers away."""
        denied = [peer for peer in peers if self.waiting.pop(peer.id, None) is not None]
        for peer in denied:
            peer.send(RoomEvent.WAITING_DENIED)
        if denied:
            self.tell_waiting_list()


def _waiting_request(peer: Peer) -> dict[str, Any]:
    return {
        "peer_id": peer.id,
        "user_id": peer.participant.id,
        "display_name": peer.name,
        "picture": peer.participant.picture,
        "custom_participant_id": peer.participant.custom_participant_id,
        "preset_name": peer.preset["name"],
    }


class Rooms:
    """All rooms, and the world's live commands to them.

    Args:
        world: what the service knows; its hooks for kick, mute, polls and recordings are set here.
        preset_by_name: where a participant's preset is looked up.
    """

    def __init__(self, world: World, preset_by_name: PresetByName) -> None:
        self.world = world
        self._preset_by_name = preset_by_name
        self._rooms: dict[str, Room] = {}
        self._vanished: dict[str, tuple[Room, Peer, asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: list[RoomListener] = []
        world.kick, world.mute, world.announce_poll = self.kick, self.mute, self.announce_poll
        self._told_elsewhere = world.recording_changed
        world.recording_changed = self.recording_changed

    # ---- rooms and their peers
    def room(self, meeting_id: str) -> Room:
        """Return the meeting's room.

        Raises:
            KeyError: there is no such meeting.
        """
        if meeting_id not in self._rooms:
            self._rooms[meeting_id] = Room(self.world.meetings[meeting_id])
        return self._rooms[meeting_id]

    def listen(self, listener: RoomListener) -> None:
        """Call ``listener`` with a room whenever somebody or a track came, went or changed."""
        self._listeners.append(listener)

    def changed(self, room: Room) -> None:
        """Tell the listeners that the room changed."""
        for listener in tuple(self._listeners):
            listener(room)

    def preset_document(self, name: str) -> dict[str, Any]:
        """Return the preset ``name`` as the SDK wants it."""
        return presets.document(self._preset_by_name(name), name)

    def peer(self, participant: Participant, peer_id: str, deliver: Deliver, *, replaces: str = "") -> Peer:
        """Return a peer that is connected but not yet in its room."""
        return Peer(peer_id, participant, self.preset_document(participant.preset_name), deliver, replaces=replaces)

    def join(self, room: Room, peer: Peer) -> bool:
        """Take a peer into the room, or make it wait.

        Returns:
            whether it is inside now.

        Raises:
            Refused: it has no name; the real service answers such a join with an error, too (FACTS section 3).
        """
        if not peer.name:
            raise Refused("the participant has no name")
        if room.must_wait(peer):
            room.waiting[peer.id] = peer
            room.tell_waiting_list()
            return False
        room.waiting.pop(peer.id, None)
        self._take_over(room, peer)
        if self.world.active_session(room.meeting.id) is None:
            _start_afresh(room)
        room.peers[peer.id] = peer
        if peer.attendance is None:
            peer.attendance = self.world.peer_joined(peer.participant, peer.id, peer.name)
            peer.attendance.user_agent = peer.user_agent
        room.broadcast(RoomEvent.JOIN, "socket.room.PeerInfoResponse", {"peer": peer.describe()}, but=peer)
        if peer.stage == "REQUESTED_STAGE":
            room.tell_stage_requests()  # they came back with their request
        if peer.is_privileged:
            room.admit(
                [row for row in room.waiting.values() if not room.must_wait(row)],
            )
        self.changed(room)
        return True

    def _take_over(self, room: Room, peer: Peer) -> None:
        """Let a peer that comes back after its socket broke go on where it was: one join, the same connections."""
        for peer_id in {peer.replaces, peer.id} - {""}:
            _room, old, timer = self._vanished.get(peer_id, (None, None, None))
            if old is None or timer is None or old.participant.id != peer.participant.id:
                continue
            timer.cancel()
            del self._vanished[peer_id]
            peer.attendance, old.attendance = old.attendance, None
            peer.transports, old.transports = {**old.transports, **peer.transports}, {}
            peer.returns = old.returns + 1
            peer.stage = old.stage
            for transport in peer.transports.values():
                transport.stop_sending()
            self.leave(room, old)

    def leave(self, room: Room, peer: Peer) -> None:
        """Take a peer out of the room; harmless if it is not there."""
        if (gone := self._vanished.get(peer.id)) is not None and gone[1] is peer:
            gone[2].cancel()
            del self._vanished[peer.id]
        if room.waiting.get(peer.id) is peer:
            del room.waiting[peer.id]
            room.tell_waiting_list()
        if room.peers.get(peer.id) is peer:
            del room.peers[peer.id]
            fields = {"participant_id": peer.id}
            room.broadcast(Media.PEER_LEFT, "media.edge.PeerLeaveBroadcastResponse", fields)
            room.broadcast(RoomEvent.LEAVE, "socket.room.PeerInfoResponse", {"peer": peer.describe()})
            if peer.attendance is not None:
                self.world.peer_left(peer.attendance)
            if peer.stage == "REQUESTED_STAGE":
                room.tell_stage_requests()
        peer.in_media = False
        for producer in peer.producers.values():
            producer.source.close()
        peer.producers.clear()
        self._close_transports(peer)
        self.changed(room)

    def vanish(self, room: Room, peer: Peer, grace: float) -> None:
        """Note that a peer's socket broke; it has left if it is not back within ``grace`` seconds."""
        if room.peers.get(peer.id) is not peer:
            self.leave(room, peer)
            return
        peer.deliver = _to_nobody
        timer = asyncio.get_running_loop().call_later(grace, self.leave, room, peer)
        self._vanished[peer.id] = (room, peer, timer)

    def _close_transports(self, peer: Peer) -> None:
        for transport in peer.transports.values():
            task = asyncio.get_running_loop().create_task(transport.close())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        peer.transports = {}

    async def close(self) -> None:
        """Let everybody leave and wait until their connections are closed."""
        for room in self._rooms.values():
            for peer in (*room.peers.values(), *room.waiting.values()):
                self.leave(room, peer)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- live commands of the world
    def kick(self, session: Session, peers: set[str] | None) -> list[Attendance]:
        """Put peers out of the room; see ``World.kick``. An id may be a peer's, a participant's or a custom one."""
        room = self.room(session.meeting.id)
        event = RoomEvent.KICK_ALL if peers is None else RoomEvent.KICK
        touched = []
        for peer in _chosen(room, peers):
            peer.send(event, "socket.room.PeerInfoResponse", {"peer": peer.describe()})
            # Who was put out has to be let in again.
            room.admitted.discard(peer.participant.id)
            if peer.attendance is not None:
                touched.append(peer.attendance)
            self.leave(room, peer)
        return touched

    def mute(
        self,
        session: Session,
        peers: set[str] | None,
        allow_unmute: bool,  # noqa: FBT001  # the world's hook has it so
    ) -> list[Attendance]:
        """Mute peers; see ``World.mute``. Without ``allow_unmute`` their permission to send audio is taken too."""
        room = self.room(session.meeting.id)
        chosen = _chosen(room, peers)
        for peer in chosen:
            self.pause_producers(room, peer, "audio")
            if not allow_unmute:
                self._forbid_audio(peer)
        return [peer.attendance for peer in chosen if peer.attendance is not None]

    def pause_producers(self, room: Room, peer: Peer, kind: str, *, screen_share: bool = False) -> None:
        """Silence a peer's tracks of a kind; its SDK follows when somebody else did it."""
        for producer in peer.producers.values():
            if producer.source.kind == kind and producer.screen_share == screen_share:
                producer.source.pause()
                room.tell_of_producer(
                    Media.PRODUCER_TOGGLED, "media.edge.PeerProducerToggleBroadcastResponse", peer, producer
                )
        self.changed(room)

    def _forbid_audio(self, peer: Peer) -> None:
        permissions = dict(peer.permissions)
        permissions["media"] = {**permissions["media"], "audio": {"can_produce": "NOT_ALLOWED"}}
        peer.preset = {**peer.preset, "permissions": permissions}
        number = wire.enum_number("socket.preset.StreamPermissionType", "NOT_ALLOWED")
        patch = {"media": {"audio": {"can_produce": number}}}
        update = {"update_peers_presets": [{"user_ids": peer.participant.id, "patch": patch}]}
        peer.send(PresetEvent.UPDATE, "socket.preset.UpdatePeersPresetResponse", update)

    def announce_poll(self, session: Session, poll: dict[str, Any]) -> None:
        """Show a poll made over REST (its body, or the poll as REST answered it) to everybody inside."""
        room = self.room(session.meeting.id)
        options = [row if isinstance(row, str) else row["text"] for row in poll["options"]]
        row = new_poll(poll["question"], options, anonymous=poll.get("anonymous"), hide_votes=poll.get("hide_votes"))
        row["poll_id"] = poll.get("id") or row["poll_id"]
        row["created_by"] = str(poll.get("created_by") or "")
        room.polls.append(row)
        room.broadcast(Polls.CREATE, "socket.polls.UpdatePollResponse", {"poll": row})

    def recording_changed(self, recording: Recording) -> None:
        """Show a recording's new status to everybody inside."""
        event = {
            "RECORDING": RoomEvent.RECORDING_STARTED,
            "PAUSED": RoomEvent.RECORDING_PAUSED,
            "UPLOADING": RoomEvent.RECORDING_STOPPED,
            "ERRORED": RoomEvent.RECORDING_STOPPED,
        }.get(recording.status)
        room = self._rooms.get(recording.meeting.id)
        if event is not None and room is not None:
            room.broadcast(event, "socket.recording.RecordingEvent", {"recording_id": recording.id})
        self._told_elsewhere(recording)


def new_poll(
    question: str, options: Iterable[str], *, anonymous: bool | None = False, hide_votes: bool | None = False
) -> dict[str, Any]:
    """Return the fields of a fresh ``socket.polls.Poll``."""
    return {
        "poll_id": new_id(),
        "created_by": "",
        "created_by_user_id": "",
        "question": question,
        "options": [{"text": text, "count": 0, "votes": []} for text in options],
        "anonymous": bool(anonymous),
        "hide_votes": bool(hide_votes),
        "votes": [],
    }


def _chosen(room: Room, ids: set[str] | None) -> list[Peer]:
    def named(peer: Peer) -> bool:
        own = {peer.id, peer.participant.id, peer.participant.custom_participant_id}
        return ids is None or not own.isdisjoint(ids)

    return [peer for peer in room.peers.values() if named(peer)]


def _start_afresh(room: Room) -> None:
    """Forget what belonged to the last session."""
    if not room.meeting.settings.get("persist_chat"):
        room.chat.clear()
    room.polls.clear()
    room.stores.clear()
    room.pinned = ""


def _to_nobody(_event: int, _id: str, _payload: bytes) -> None:
    """Deliver to a peer whose socket is gone."""
