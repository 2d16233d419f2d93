"""Negotiation of audio and video between a peer and the room."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hosted_meetings_desktop.simulator import sfu
from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.socket.events import Media
from hosted_meetings_desktop.simulator.socket.peers import Peer, Producer, Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request
from hosted_meetings_desktop.simulator.socket.rooms import Room
from hosted_meetings_desktop.simulator.world import new_id

if TYPE_CHECKING:
    from hosted_meetings_desktop.simulator.sfu.transport import Transport

_MAX_STREAMS = 6


async def _join(request: Request) -> None:
    request.reply("media.edge.PeerJoinResponse")


async def _join_complete(request: Request) -> None:
    request.must_be_inside()
    room, peer = request.room, request.peer
    others = [row.describe_media(peer) for row in room.peers.values() if row is not peer and row.in_media]
    peer.in_media = True
    session = request.rooms.world.active_session(room.meeting.id)
    request.reply(
        "media.edge.PeerJoinCompleteResponse",
        room_state={
            "display_title": room.title,
            "room_uuid": session.id if session is not None else room.meeting.id,
            "room_name": room.meeting.id,
            "current_peer_id": peer.id,
            "pinned_peer_ids": [room.pinned] if room.pinned else [],
        },
        participants=others,
        selected_peers={"audio_peers": [row["peer_id"] for row in others], "compulsory_peers": []},
        max_preferred_streams=_MAX_STREAMS,
    )
    announce_peer(request.room, peer)
    request.rooms.changed(room)


def announce_peer(room: Room, peer: Peer) -> None:
    """Tell the others that ``peer`` sends and receives media now."""
    for other in tuple(room.peers.values()):
        if other is not peer:
            fields = {"participant": peer.describe_media(other)}
            other.send(Media.PEER_JOINED, "media.edge.PeerJoinBroadcastResponse", fields)


async def _create_transport(request: Request) -> None:
    if not sfu.available():
        raise Refused("audio and video need the extra 'practice': pip install hosted-meetings-desktop[practice]")
    from hosted_meetings_desktop.simulator.sfu.transport import Transport  # the extra, and slow

    asked = request.read("media.CreateTransportRequest")
    transport = Transport()
    # Known before it answers, so that it is closed with the peer whatever happens now.
    request.peer.transports[transport.id] = transport
    sdp = await transport.answer(asked.description.sdp)
    target = "SUBSCRIBER" if asked.consuming else "PUBLISHER"
    request.reply(
        "media.CreateTransportResponse",
        transport_id=transport.id,
        description=_description(target, "answer", sdp),
    )


def _description(target: str, kind: str, sdp: str) -> dict[str, Any]:
    return {"target": wire.enum_number("media.Target", target), "type": kind, "sdp": sdp}


def _transport(request: Request, transport_id: str) -> Transport:
    transport = request.peer.transports.get(transport_id)
    if transport is None:
        raise Refused("no such transport")
    return transport


def _may_produce(request: Request, asked: Any) -> None:
    request.must_be_inside()
    peer = request.peer
    kind = "screenshare" if asked.screen_share else asked.kind
    _must_be_allowed(peer, kind)
    if asked.screen_share:
        _limit_screens(request)


def _must_be_allowed(peer: Peer, kind: str) -> None:
    if peer.may_send(kind):
        return
    off_stage = peer.has_stage and peer.stage != "ON_STAGE"
    raise Refused("only who is on the stage may send" if off_stage else f"the preset does not allow to send {kind}")


def _limit_screens(request: Request) -> None:
    shares = [
        producer
        for peer in request.room.peers.values()
        if peer is not request.peer
        for producer in peer.producers.values()
        if producer.screen_share and producer.source.kind == "video"
    ]
    if len(shares) >= request.peer.preset["config"]["max_screenshare_count"]:
        raise Refused("somebody else is sharing a screen")


async def _produce(request: Request) -> None:
    from hosted_meetings_desktop.simulator.sfu.negotiation import last_mid  # needs the extra

    asked = request.read("media.edge.ProducerCreateRequest")
    _may_produce(request, asked)
    transport = _transport(request, asked.producing_transport_id)
    answer = await transport.answer(asked.description.sdp)
    app_data = json.loads(asked.app_data or "{}")
    mid = app_data.get("mid") or last_mid(asked.description.sdp, asked.kind)
    producer = Producer(
        id=new_id(),
        source=transport.source(mid),
        screen_share=asked.screen_share,
        app_data=asked.app_data or "{}",
        mime_type=asked.mime_type,
        transport_id=transport.id,
    )
    producer.source.paused = asked.paused
    request.reply(
        "media.edge.ProducerCreateResponse",
        status=True,
        producer_id=producer.id,
        description=_description("PUBLISHER", "answer", answer),
    )
    add_producer(request.room, request.peer, producer)
    request.rooms.changed(request.room)


def add_producer(room: Room, peer: Peer, producer: Producer) -> None:
    """Give a peer a track and tell the others, if they know of its media already."""
    peer.producers[producer.id] = producer
    if peer.in_media:
        message = "media.edge.PeerProducerCreateBroadcastResponse"
        room.tell_of_producer(Media.PRODUCER_CREATED, message, peer, producer, but=peer)


async def _consume(request: Request) -> None:
    request.must_be_inside()
    asked = request.read("media.edge.ConsumePeersRequest")
    transport = _transport(request, asked.consuming_transport_id)
    found: list[Producer] = []
    states: dict[str, dict[str, Any]] = {}
    for row in asked.requests:
        peer = request.room.peers.get(row.producing_peer_id)
        producer = peer.producers.get(row.producer_id.partition(".")[0]) if peer is not None else None
        if producer is None:
            states[row.producer_id] = {"consumer_id": "", "error_code": "not_found_error"}
        else:
            found.append(producer)
    description = None
    if found:
        sdp, outlets = await transport.offer([producer.source for producer in found])
        description = _description("SUBSCRIBER", "offer", sdp)
        for producer, outlet in zip(found, outlets, strict=True):
            name = request.peer.name_of_producer(producer.id)
            states[name] = {
                "consumer_id": new_id(),
                "producer_state": producer.state(request.peer),
                "producer_track": {
                    "track_id": outlet.track_id,
                    "producer_id": name,
                    "stream_id": outlet.mid,
                },
            }
    request.reply(
        "media.edge.ConsumePeerResponse",
        status=True,
        consumer_ids_map={"map": states},
        description=description,
    )


async def _renegotiate(request: Request) -> None:
    asked = request.read("media.RenegotiateRequest")
    await _transport(request, asked.transport_id).accept(asked.description.sdp)
    request.reply("media.RenegotiateResponse", transport_id=asked.transport_id)


async def _toggle(request: Request) -> None:
    asked = request.read("media.edge.ProducerToggleRequest")
    producer = request.peer.producers.get(asked.producer_id)
    if producer is None:
        raise Refused("no such producer")
    if not asked.pause:
        _must_be_allowed(request.peer, "screenshare" if producer.screen_share else producer.source.kind)
    if asked.pause:
        producer.source.pause()
    else:
        producer.source.resume()
    request.reply()
    peer, message = request.peer, "media.edge.PeerProducerToggleBroadcastResponse"
    request.room.tell_of_producer(Media.PRODUCER_TOGGLED, message, peer, producer, initiator=peer, but=peer)
    request.rooms.changed(request.room)


async def _close_producer(request: Request) -> None:
    asked = request.read("media.edge.ProducerCloseRequest")
    producer = request.peer.producers.pop(asked.producer_id, None)
    description = None
    transport_id = asked.producing_transport_id or (producer.transport_id if producer is not None else "")
    if asked.HasField("description") and transport_id:
        answer = await _transport(request, transport_id).answer(asked.description.sdp)
        description = _description("PUBLISHER", "answer", answer)
    request.reply("media.edge.ProducerClosingResponse", description=description)
    if producer is not None:
        producer.source.close()
        peer, message = request.peer, "media.edge.PeerProducerCloseBroadcastResponse"
        request.room.tell_of_producer(Media.PRODUCER_CLOSED, message, peer, producer, but=peer)
        request.rooms.changed(request.room)


async def _close_consumer(request: Request) -> None:
    asked = request.read("media.edge.ConsumerCloseRequest")
    answer = await _transport(request, asked.consuming_transport_id).answer(asked.description.sdp)
    request.reply("media.edge.ConsumerClosingResponse", description=_description("SUBSCRIBER", "answer", answer))


async def _acknowledge(request: Request) -> None:
    """Answer what changes nothing here: there is one quality of each picture, and no list of speakers."""
    request.reply()


async def _ignore(_request: Request) -> None:
    """Take note of nothing; the SDK expects no answer."""


HANDLERS: dict[int, Handler] = {
    Media.JOIN: _join,
    Media.SELF_JOIN_COMPLETE: _join_complete,
    Media.CREATE_TRANSPORT: _create_transport,
    Media.PRODUCE: _produce,
    Media.CONSUME: _consume,
    Media.RENEGOTIATE: _renegotiate,
    Media.TOGGLE_PRODUCER: _toggle,
    Media.CLOSE_PRODUCER: _close_producer,
    Media.CLOSE_CONSUMER: _close_consumer,
    Media.TOGGLE_CONSUMER: _acknowledge,
    Media.UPDATE_SIMULCAST: _acknowledge,
    Media.SELECTED_PEER: _acknowledge,
    Media.AUDIO_ACTIVITY: _ignore,
}
