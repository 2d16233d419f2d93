"""One connection between a client and the room: many sources in one direction."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.packet import Packet

from hosted_meetings_desktop.simulator.sfu import inside
from hosted_meetings_desktop.simulator.sfu.negotiation import Numbering, rejected_mids, retire, sections
from hosted_meetings_desktop.simulator.sfu.source import AUDIO_CLOCK, VIDEO_CLOCK, EncodedFrame, Source

_BACKLOG = 400
"""Frames a slow client may lag behind (8 s of audio) before the oldest are dropped."""


@dataclass(frozen=True)
class Outlet:
    """Where a client finds a source it asked for."""

    source: Source
    mid: str
    track_id: str


_ASK_AGAIN = 15
"""Pictures that cannot be shown without an earlier one, after which a complete one is asked for again."""


class ForwardedTrack(MediaStreamTrack):
    """Gives a source's encoded frames to an aiortc sender, which packs them without encoding."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.kind = source.kind
        self._source = source
        self._time_base = Fraction(1, VIDEO_CLOCK if source.kind == "video" else AUDIO_CLOCK)
        self._frames: deque[EncodedFrame | None] = deque(maxlen=_BACKLOG)
        self._arrived = asyncio.Event()
        self._listening = False
        self._complete_first = source.kind == "video"
        self._skipped = 0

    async def recv(self) -> Packet[Any]:
        """Return the next frame; the first one of video is decodable by itself."""
        if not self._listening:
            # Only now is the connection up: what was sent before would be lost.
            self._listening = True
            self._source.subscribe(self._push)
        while not self._frames:
            self._arrived.clear()
            await self._arrived.wait()
        frame = self._frames.popleft()
        if frame is None:
            self.stop()
            raise MediaStreamError
        packet: Packet[Any] = Packet(frame.data)
        packet.pts, packet.time_base = frame.timestamp, self._time_base
        return packet

    def _push(self, frame: EncodedFrame | None) -> None:
        if frame is not None and self._complete_first:
            if not frame.keyframe:
                self._skipped += 1
                if self._skipped % _ASK_AGAIN == 0:
                    self._source.request_keyframe()  # the question may have got lost: nothing else asks again
                return
            self._complete_first = False
        self._frames.append(frame)
        self._arrived.set()

    def stop(self) -> None:
        """Stop listening, and end whoever waits for a frame."""
        if self.readyState == "live":
            super().stop()
            self._source.unsubscribe(self._push)
            self._push(None)


class Transport:
    """A client's connection to the room, answered or offered by us. Calls are to be made one after the other."""

    def __init__(self) -> None:
        self.id = str(uuid.uuid4())
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._pc.on("track", self._track_arrived)
        self._sources: dict[str, Source] = {}
        self._retired: set[str] = set()
        self._numbering: Numbering | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, offer: str) -> str:
        """Return our answer to the client's offer, which may add tracks or retire some."""
        if self._numbering is None:
            self._numbering = Numbering.of(offer)
        inside.free_recycled_sections(self._pc, sections(offer))
        await self._retire(rejected_mids(offer))
        await self._pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        inside.listen_on_loopback(self._pc)
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        return retire(self._pc.localDescription.sdp, self._retired)

    def source(self, mid: str) -> Source:
        """Return what the client sends in section ``mid``.

        Raises:
            KeyError: the client sends nothing there.
        """
        return self._sources[mid]

    async def offer(self, sources: Iterable[Source]) -> tuple[str, list[Outlet]]:
        """Return an offer that adds ``sources`` to what the client receives, and where each will be.

        Raises:
            ValueError: the client has not connected this transport yet.
        """
        if self._numbering is None:
            raise ValueError("a client connects before it is offered anything")
        added = []
        for source in sources:
            track = ForwardedTrack(source)
            transceiver = self._pc.addTransceiver(track, direction="sendonly")
            inside.on_lost_picture(transceiver.sender, source.request_keyframe)
            added.append((source, track, transceiver))
        await self._pc.setLocalDescription(await inside.create_offer(self._pc))
        outlets = [Outlet(source, str(transceiver.mid), track.id) for source, track, transceiver in added]
        offer = self._numbering.apply(self._pc.localDescription.sdp)
        return retire(offer, self._retired), outlets

    async def accept(self, answer: str) -> None:
        """Take the client's answer to our offer."""
        await self._retire(rejected_mids(answer))
        await self._pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    def stop_sending(self) -> None:
        """Send the client nothing more of what it was offered so far."""
        for transceiver in self._pc.getTransceivers():
            if transceiver.sender.track is not None:
                transceiver.sender.track.stop()
                transceiver.sender.replaceTrack(None)

    async def close(self) -> None:
        """End all sources and the connection."""
        for source in self._sources.values():
            source.close()
        self.stop_sending()
        await self._pc.close()

    def _track_arrived(self, track: MediaStreamTrack) -> None:
        transceiver = next(row for row in self._pc.getTransceivers() if row.receiver.track is track)

        def request_keyframe() -> None:
            task = asyncio.get_running_loop().create_task(inside.ask_for_keyframe(transceiver.receiver))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        source = Source(track.kind, request_keyframe)
        inside.receive_encoded(transceiver.receiver, source)
        self._sources[str(transceiver.mid)] = source

    async def _retire(self, mids: set[str]) -> None:
        fresh = mids - self._retired
        self._retired |= mids
        for transceiver in self._pc.getTransceivers():
            if transceiver.mid in fresh:
                if (source := self._sources.get(transceiver.mid)) is not None:
                    source.close()
                await inside.stop(transceiver)
