from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCSessionDescription
from av.video.frame import VideoFrame

from hosted_meetings_desktop.simulator import bot, sfu
from hosted_meetings_desktop.simulator.sfu.transport import ForwardedTrack
from hosted_meetings_desktop.simulator.socket.events import Media
from tests.unit.simulator.live_room import DEADLINE, Answered, LiveRoom, Sdk, live_room, until
from tests.unit.simulator.test_sfu_transport import client, playing

pytestmark = pytest.mark.anyio
PRODUCED = "media.edge.ProducerCreateResponse"


async def open_transport(sdk: Sdk, connection: Any, *, consuming: bool) -> str:
    """Negotiate a connection as the SDK does on its way in; returns the transport's id."""
    await connection.setLocalDescription(await connection.createOffer())
    answer = await sdk.ask(
        Media.CREATE_TRANSPORT,
        "media.CreateTransportResponse",
        message="media.CreateTransportRequest",
        consuming=consuming,
        description={"type": "offer", "sdp": connection.localDescription.sdp},
    )
    await connection.setRemoteDescription(RTCSessionDescription(answer.description.sdp, answer.description.type))
    transport_id: str = answer.transport_id
    return transport_id


async def produce(sdk: Sdk, connection: Any, transport_id: str, track: Any, **fields: Any) -> str:
    """Send a track; returns the producer's id."""
    transceiver = connection.addTransceiver(track, "sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    answer = await sdk.ask(
        Media.PRODUCE,
        PRODUCED,
        message="media.edge.ProducerCreateRequest",
        kind=track.kind,
        description={"type": "offer", "sdp": connection.localDescription.sdp},
        app_data=json.dumps({"mid": transceiver.mid}),
        producing_transport_id=transport_id,
        **fields,
    )
    await connection.setRemoteDescription(RTCSessionDescription(answer.description.sdp, answer.description.type))
    producer_id: str = answer.producer_id
    return producer_id


async def consume(sdk: Sdk, connection: Any, transport_id: str, *wanted: tuple[str, str]) -> Any:
    """Ask for producers (peer id, producer id) and take the offer that answers."""
    answer = await sdk.ask(
        Media.CONSUME,
        "media.edge.ConsumePeerResponse",
        message="media.edge.ConsumePeersRequest",
        requests=[{"producing_peer_id": peer, "producer_id": producer} for peer, producer in wanted],
        consuming_transport_id=transport_id,
    )
    if answer.HasField("description"):
        await connection.setRemoteDescription(RTCSessionDescription(answer.description.sdp, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        await sdk.ask(
            Media.RENEGOTIATE,
            "media.RenegotiateResponse",
            message="media.RenegotiateRequest",
            transport_id=transport_id,
            description={"type": "answer", "sdp": connection.localDescription.sdp},
        )
    return answer.consumer_ids_map.map


async def receiving(room: LiveRoom, name: str, connection: Any) -> tuple[Sdk, str]:
    """Join as somebody who can receive."""
    sdk = await room.joined(name)
    connection.addTransceiver("audio", "recvonly")
    transport_id = await open_transport(sdk, connection, consuming=True)
    await sdk.join_media()
    return sdk, transport_id


async def test_a_picture_goes_from_peer_to_peer(tmp_path: Path) -> None:
    async with playing() as player, client() as outgoing, client() as incoming, live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        outgoing.addTransceiver("audio", "recvonly")
        sending = await open_transport(ada, outgoing, consuming=False)
        await ada.join_media()
        bob, taking = await receiving(room, "Bob", incoming)
        await ada.hears(Media.PEER_JOINED, "media.edge.PeerJoinBroadcastResponse")
        producer = await produce(ada, outgoing, sending, ForwardedTrack(player.video))
        told = await bob.hears(Media.PRODUCER_CREATED, "media.edge.PeerProducerCreateBroadcastResponse")
        assert (told.participant_id, told.producer_state.producer_id) == (ada.id, producer)
        tracks: list[Any] = []
        incoming.on("track", tracks.append)
        states = await consume(bob, incoming, taking, (ada.id, producer), (ada.id, "no such"))
        assert states["no such"].error_code
        assert states[producer].producer_track.stream_id
        picture = await asyncio.wait_for(tracks[0].recv(), DEADLINE)
        assert isinstance(picture, VideoFrame)
        # off, on, gone
        toggled, toggle = "media.edge.PeerProducerToggleBroadcastResponse", "media.edge.ProducerToggleRequest"
        for number, pause in enumerate((True, False), 1):
            await ada.ask(Media.TOGGLE_PRODUCER, message=toggle, producer_id=producer, pause=pause)
            seen = await bob.hears(Media.PRODUCER_TOGGLED, toggled, times=number)
            assert (seen.producer_state.pause, seen.initiator_participant_id) == (pause, ada.id)
        await ada.ask(Media.CLOSE_PRODUCER, message="media.edge.ProducerCloseRequest", producer_id=producer)
        await bob.hears(Media.PRODUCER_CLOSED, "media.edge.PeerProducerCloseBroadcastResponse")
        with pytest.raises(Answered, match="no such producer"):
            await ada.ask(Media.TOGGLE_PRODUCER, message=toggle, producer_id=producer, pause=True)


async def test_who_still_negotiates_hears_of_a_track_once(tmp_path: Path) -> None:
    async with playing() as player, client() as outgoing, live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        outgoing.addTransceiver("audio", "recvonly")
        sending = await open_transport(ada, outgoing, consuming=False)
        await ada.join_media()
        producer = await produce(ada, outgoing, sending, ForwardedTrack(player.video))
        (seen,) = (await bob.join_media()).participants
        assert [state.producer_id for state in seen.producer_states] == [producer]
        await ada.ask(
            Media.TOGGLE_PRODUCER, message="media.edge.ProducerToggleRequest", producer_id=producer, pause=True
        )
        await bob.hears(Media.PRODUCER_TOGGLED, "media.edge.PeerProducerToggleBroadcastResponse")
        assert not bob.events(Media.PRODUCER_CREATED)


async def test_who_comes_back_can_ask_for_the_same_pictures_again(tmp_path: Path) -> None:
    async with client() as incoming, live_room(tmp_path, bot.attach) as room:
        bob, taking = await receiving(room, "Bob", incoming)
        await room.parts[0].add(room.meeting.id)
        created = "media.edge.PeerProducerCreateBroadcastResponse"
        told = await bob.hears(Media.PRODUCER_CREATED, created)
        patient, producer = told.participant_id, told.producer_state.producer_id
        await consume(bob, incoming, taking, (patient, producer))
        await bob.socket.close(code=4000)
        await until(lambda: room.rooms._vanished)
        back = await room.joined(bob.participant, old_peer_id=bob.id)
        (seen,) = [row for row in (await back.join_media()).participants if row.peer_id == patient]
        names = {state.mime_type: state.producer_id for state in seen.producer_states}
        assert producer not in names.values(), "an SDK does not ask twice for a producer it knows"
        tracks: list[Any] = []
        incoming.on("track", tracks.append)
        states = await consume(back, incoming, taking, (patient, names["video/VP8"]))
        assert states[names["video/VP8"]].producer_state.producer_id == names["video/VP8"]
        assert isinstance(await asyncio.wait_for(tracks[0].recv(), DEADLINE), VideoFrame)


async def test_a_preset_can_forbid_to_send(tmp_path: Path) -> None:
    async with playing() as player, client() as outgoing, live_room(tmp_path) as room:
        pat = await room.joined("Pat", "may not write")
        outgoing.addTransceiver("audio", "recvonly")
        sending = await open_transport(pat, outgoing, consuming=False)
        with pytest.raises(Answered, match="does not allow to send video"):
            await produce(pat, outgoing, sending, ForwardedTrack(player.video))


async def test_one_screen_is_shared_at_a_time(tmp_path: Path) -> None:
    async with playing() as player, client() as one, client() as two, live_room(tmp_path) as room:
        for connection, name in ((one, "Ada"), (two, "Bob")):
            sdk = await room.joined(name)
            connection.addTransceiver("audio", "recvonly")
            sending = await open_transport(sdk, connection, consuming=False)
            share = produce(sdk, connection, sending, ForwardedTrack(player.video), screen_share=True)
            if name == "Ada":
                await share
            else:
                with pytest.raises(Answered, match="somebody else"):
                    await share


async def test_media_needs_a_transport_and_to_be_inside(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        with pytest.raises(Answered, match="no such transport"):
            await ada.ask(Media.CONSUME, message="media.edge.ConsumePeersRequest", consuming_transport_id="x")
        outside = await room.connect("Bob")
        assert await outside.ask(Media.JOIN) == b"", "the SDK announces itself before it joins"
        with pytest.raises(Answered, match="join the room first"):
            await outside.ask(Media.CONSUME, message="media.edge.ConsumePeersRequest", consuming_transport_id="x")


async def test_without_the_media_extra_the_answer_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sfu, "available", lambda: False)
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        with pytest.raises(Answered, match="practice"):
            await ada.ask(Media.CREATE_TRANSPORT, message="media.CreateTransportRequest", consuming=True)
