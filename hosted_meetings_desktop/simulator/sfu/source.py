"""The encoded stream of one microphone, camera or screen, and who listens to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

VIDEO_CLOCK = 90_000
"""RTP ticks per second of video."""
AUDIO_CLOCK = 48_000
"""RTP ticks per second of Opus."""


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One VP8 picture or one Opus packet; ``timestamp`` counts clock ticks since the stream's first frame."""

    data: bytes
    timestamp: int
    keyframe: bool


def is_vp8_keyframe(data: bytes) -> bool:
    """Return whether a VP8 picture can be decoded by itself (RFC 6386, section 9.1)."""
    return bool(data) and data[0] & 1 == 0


Listener = Callable[[EncodedFrame | None], None]
"""Receives each frame on the event loop's thread; None says the stream has ended."""


class Source:
    """A stream on its way in. Everything here runs on the event loop's thread.

    Args:
        kind: ``audio`` or ``video``.
        request_keyframe: asks the producer for a picture that can be decoded by itself.
    """

    def __init__(self, kind: str, request_keyframe: Callable[[], None] = lambda: None) -> None:
        self.kind = kind
        self.paused = False
        self.closed = False
        self._listeners: list[Listener] = []
        self._request_keyframe = request_keyframe

    def subscribe(self, listener: Listener) -> None:
        """Let ``listener`` have every frame from now on."""
        if self.closed:
            listener(None)
            return
        self._listeners.append(listener)
        self.request_keyframe()

    def unsubscribe(self, listener: Listener) -> None:
        """Stop giving frames to ``listener``; harmless if it had none."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def request_keyframe(self) -> None:
        """Ask the producer for a complete picture (nothing to ask of audio)."""
        if self.kind == "video" and not self.closed:
            self._request_keyframe()

    def publish(self, data: bytes, timestamp: int) -> None:
        """Hand one frame to all listeners; a paused source stays silent whatever its client sends."""
        if self.paused or self.closed:
            return
        frame = EncodedFrame(data, timestamp, self.kind == "audio" or is_vp8_keyframe(data))
        for listener in tuple(self._listeners):
            listener(frame)

    def pause(self) -> None:
        """Mute: nothing is passed on until ``resume``."""
        self.paused = True

    def resume(self) -> None:
        """Unmute; a complete picture is asked for, as pictures are missing."""
        self.paused = False
        self.request_keyframe()

    def close(self) -> None:
        """End the stream for all listeners."""
        self.closed = True
        for listener in tuple(self._listeners):
            listener(None)
        self._listeners.clear()
