"""The few places where aiortc must be reached inside: it decodes all it receives and encodes all it sends by design.

Kept in one file, so that a new aiortc is checked against this alone. Nothing global is changed, only single objects.
"""

# ruff: noqa: SLF001  # reaching inside is what this file is for
# mypy: disable-error-code="method-assign,assignment,attr-defined"

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

from aiortc import RTCPeerConnection, RTCRtpReceiver, RTCRtpSender, RTCRtpTransceiver

from hosted_meetings_desktop.simulator.sfu.source import Source

_DECODER_QUEUE = "_RTCRtpReceiver__decoder_queue"
_NOWHERE = -1


class _Tap(queue.Queue[Any]):
    """Takes the place of a receiver's decoder queue; only the end marker reaches the decoder's thread."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002  # as in Queue
        if item is None:
            super().put(item, block, timeout)
            return
        _codec, frame = item
        self._source.publish(frame.data, frame.timestamp)


def receive_encoded(receiver: RTCRtpReceiver, source: Source) -> None:
    """Let ``source`` have the frames of a receiver that has not started, instead of its decoder.

    Raises:
        RuntimeError: this aiortc decodes in another way.
    """
    if not hasattr(receiver, _DECODER_QUEUE):
        raise RuntimeError(f"this aiortc has no {_DECODER_QUEUE}")
    setattr(receiver, _DECODER_QUEUE, _Tap(source))


async def ask_for_keyframe(receiver: RTCRtpReceiver) -> None:
    """Report a lost picture to the client, which answers with a complete one."""
    for origin in receiver.getSynchronizationSources():
        await receiver._send_rtcp_pli(origin.source)


def on_lost_picture(sender: RTCRtpSender, ask_producer: Callable[[], None]) -> None:
    """Pass a client's picture-loss reports on; aiortc would ask its encoder, and there is none."""
    sender._send_keyframe = ask_producer


async def create_offer(connection: RTCPeerConnection) -> Any:
    """Return an offer, leaving what was negotiated before as it is.

    ``createOffer`` forgets it until the answer comes; a sender that starts meanwhile would use wrong numbers.
    """
    known = [row for row in connection.getTransceivers() if row.mid is not None]
    negotiated = [(row, row._codecs, row._headerExtensions) for row in known]
    offer = await connection.createOffer()
    for transceiver, codecs, extensions in negotiated:
        transceiver._codecs, transceiver._headerExtensions = codecs, extensions
    return offer


def free_recycled_sections(connection: RTCPeerConnection, mids: list[str]) -> None:
    """Detach old transceivers from sections Chromium gave to a new track: aiortc would mistake one for the other."""
    for index, mid in enumerate(mids):
        for transceiver in connection.getTransceivers():
            if transceiver._get_mline_index() == index and transceiver.mid != mid:
                transceiver._set_mline_index(_NOWHERE)


async def stop(transceiver: RTCRtpTransceiver) -> None:
    """End both directions of a retired section."""
    if transceiver.sender.track is not None:
        transceiver.sender.track.stop()
    transceiver.direction = "inactive"
    await transceiver.stop()


def listen_on_loopback(connection: RTCPeerConnection) -> None:
    """Offer 127.0.0.1 besides the machine's addresses: aiortc leaves it out, and offline there is nothing else."""
    for transceiver in connection.getTransceivers():
        agent = transceiver.receiver.transport.transport.iceGatherer._connection
        if getattr(agent, "_listens_on_loopback", False):
            continue
        agent._listens_on_loopback = True
        agent.get_component_candidates = _with_loopback(agent.get_component_candidates)


def _with_loopback(gather: Callable[..., Any]) -> Callable[..., Any]:
    async def gather_more(component: int, addresses: list[str], **options: Any) -> Any:
        return await gather(component=component, addresses=[*addresses, "127.0.0.1"], **options)

    return gather_more
