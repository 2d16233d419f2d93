from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av.video.frame import VideoFrame

from hosted_meetings_desktop.simulator.sfu.source import EncodedFrame, Source
from hosted_meetings_desktop.simulator.sfu.synthetic import Player, clip
from hosted_meetings_desktop.simulator.sfu.transport import ForwardedTrack, Transport
from tests.unit.simulator.live_room import DEADLINE, until

pytestmark = pytest.mark.anyio


@contextlib.asynccontextmanager
async def playing() -> AsyncIterator[Player]:
    player = Player()
    task = asyncio.create_task(player.play())
    try:
        yield player
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def client() -> AsyncIterator[RTCPeerConnection]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def transport() -> AsyncIterator[Transport]:
    opened = Transport()
    try:
        yield opened
    finally:
        await opened.close()


async def connect(connection: RTCPeerConnection, to: Transport) -> None:
    """Let the client offer, as the SDKs do."""
    await connection.setLocalDescription(await connection.createOffer())
    answer = await to.answer(connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))


async def take(connection: RTCPeerConnection, offer: str, to: Transport) -> None:
    """Let the client take an offer."""
    await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await connection.setLocalDescription(await connection.createAnswer())
    await to.accept(connection.localDescription.sdp)


async def test_what_a_client_sends_arrives_without_being_decoded() -> None:
    async with playing() as player, client() as sender, transport() as incoming:
        for source in (player.audio, player.video):
            sender.addTransceiver(ForwardedTrack(source), "sendonly")
        await connect(sender, incoming)
        pictures: list[EncodedFrame | None] = []
        packets: list[EncodedFrame | None] = []
        incoming.source("0").subscribe(packets.append)
        incoming.source("1").subscribe(pictures.append)
        await until(lambda: len(pictures) > 4 and len(packets) > 4)
        first = pictures[0]
        assert first is not None
        assert first.keyframe
        assert {row.data for row in pictures if row} <= set(clip().pictures)
        assert {row.data for row in packets if row} <= set(clip().packets)
        stamps = [row.timestamp for row in pictures if row]
        assert stamps == sorted(set(stamps))
    assert incoming.source("1").closed


async def test_a_client_sees_and_hears_what_it_is_offered() -> None:
    async with playing() as player, client() as viewer, transport() as outgoing:
        tracks: list[Any] = []
        viewer.on("track", tracks.append)
        viewer.addTransceiver("audio", "recvonly")
        viewer.addTransceiver("video", "recvonly")
        await connect(viewer, outgoing)
        asked: list[int] = []
        video = Source("video", lambda: asked.append(1))
        player.video.subscribe(lambda frame: frame and video.publish(frame.data, frame.timestamp))
        for new in ([video], [player.audio]):
            offer, outlets = await outgoing.offer(new)
            assert [outlet.source for outlet in outlets] == new
            assert f"a=mid:{outlets[0].mid}" in offer
            await take(viewer, offer, outgoing)
        assert sorted(track.kind for track in tracks) == ["audio", "video"]
        picture = await asyncio.wait_for(tracks[0].recv(), DEADLINE)
        assert isinstance(picture, VideoFrame)
        assert (picture.width, picture.height) == (320, 240)
        sound = await asyncio.wait_for(tracks[1].recv(), DEADLINE)
        assert sound.sample_rate == 48_000
        assert asked, "who starts to look needs a complete picture"


async def test_nothing_is_offered_before_the_client_has_connected() -> None:
    async with transport() as outgoing:
        with pytest.raises(ValueError, match="connects before"):
            await outgoing.offer([Source("audio")])


async def test_sending_can_be_stopped() -> None:
    async with playing() as player, client() as viewer, transport() as outgoing:
        viewer.addTransceiver("video", "recvonly")
        await connect(viewer, outgoing)
        offer, _outlets = await outgoing.offer([player.video])
        await take(viewer, offer, outgoing)
        await until(lambda: player.video._listeners)
        outgoing.stop_sending()
        assert player.video._listeners == []


async def test_loopback_is_offered_too() -> None:
    async with client() as viewer, transport() as outgoing:
        viewer.addTransceiver("audio", "recvonly")
        await viewer.setLocalDescription(await viewer.createOffer())
        answer = await outgoing.answer(viewer.localDescription.sdp)
        assert " 127.0.0.1 " in answer


async def test_a_picture_that_cannot_be_decoded_alone_is_not_the_first() -> None:
    source = Source("video")
    track = ForwardedTrack(source)
    waiting = asyncio.create_task(track.recv())
    await until(lambda: source._listeners)
    source.publish(b"\x01delta", 0)
    source.publish(b"\x00key", 3000)
    source.publish(b"\x01delta", 6000)
    assert bytes(await waiting) == b"\x00key"
    packet = await track.recv()
    assert (bytes(packet), packet.pts) == (b"\x01delta", 6000)
    source.close()
    with pytest.raises(MediaStreamError):
        await track.recv()
    assert track.readyState == "ended"


async def test_a_complete_picture_is_asked_for_again_until_it_comes() -> None:
    asked: list[None] = []
    source = Source("video", lambda: asked.append(None))
    track = ForwardedTrack(source)
    waiting = asyncio.create_task(track.recv())
    await until(lambda: asked)
    for number in range(40):
        source.publish(b"\x01delta", number)
    assert len(asked) == 3, "the first question was lost, and nobody asked again"
    source.publish(b"\x00key", 40)
    assert bytes(await waiting) == b"\x00key"
    for number in range(41, 80):
        source.publish(b"\x01delta", number)
    assert len(asked) == 3
    track.stop()
