"""A moving picture and a gentle tone for the practice patient, encoded once and played in a loop."""

from __future__ import annotations

import asyncio
import math
import time
from array import array
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from av import CodecContext
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.video.codeccontext import VideoCodecContext

from hosted_meetings_desktop.simulator.sfu.picture import Picture
from hosted_meetings_desktop.simulator.sfu.source import AUDIO_CLOCK, VIDEO_CLOCK, Source

_WIDTH, _HEIGHT = 320, 240
_FRAME_RATE = 15
_SECONDS = 3
"""The loop's length; the tone's frequencies are whole numbers, so it has no seam."""
_SAMPLES = 960
"""Of one Opus packet: 20 ms."""
_NOTES = (220, 330)
_LOUDNESS = 2600
_BACKLOG = 1.0
"""Seconds after which a loop that was held up goes on from now instead of catching up."""


@dataclass(frozen=True)
class Clip:
    """Encoded pictures and sound of one loop; the first picture is complete."""

    pictures: tuple[bytes, ...]
    packets: tuple[bytes, ...]


@cache
def clip() -> Clip:
    """Return the loop; takes about a second the first time."""
    return Clip(tuple(_pictures()), tuple(_packets()))


def _pictures() -> list[bytes]:
    encoder = CodecContext.create("libvpx", "w")
    assert isinstance(encoder, VideoCodecContext)  # noqa: S101  # tells the type checker what libvpx is
    encoder.width, encoder.height, encoder.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
    encoder.bit_rate, encoder.gop_size = 200_000, 10_000
    encoder.time_base, encoder.framerate = Fraction(1, _FRAME_RATE), Fraction(_FRAME_RATE, 1)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "auto-alt-ref": "0"}
    total = _FRAME_RATE * _SECONDS
    encoded: list[bytes] = []
    for number in range(total):
        frame = _draw(number / total).frame()
        frame.pts, frame.time_base = number, encoder.time_base
        encoded += [bytes(packet) for packet in encoder.encode(frame)]
    return encoded + [bytes(packet) for packet in encoder.encode(None)]


def _draw(phase: float) -> Picture:
    """Draw a person who nods and sways, so that one sees at once that the picture moves."""
    picture = Picture(_WIDTH, _HEIGHT)
    sway = math.sin(2 * math.pi * phase)
    nod = math.sin(4 * math.pi * phase)
    picture.fill(0, 0, _WIDTH, _HEIGHT, (150, 134, 116))
    picture.fill(0, 200, _WIDTH, 40, (110, 120, 132))
    x, y = 160 + round(44 * sway), 100 + round(8 * nod)
    picture.disc(x - round(10 * sway), 250, 84, (96, 158, 96))
    picture.disc(x, y, 48, (190, 108, 148))
    for side in (-18, 18):
        picture.disc(x + side, y - 8, 6, (40, 128, 128))
    picture.disc(x, y + 22, 4 + round(4 * abs(nod)), (90, 112, 176))
    return picture


def _packets() -> list[bytes]:
    encoder = CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)  # noqa: S101  # tells the type checker what libopus is
    encoder.format, encoder.layout, encoder.sample_rate = "s16", "mono", AUDIO_CLOCK
    encoder.bit_rate, encoder.time_base = 32_000, Fraction(1, AUDIO_CLOCK)
    encoder.options = {"application": "voip"}
    encoded: list[bytes] = []
    for number in range(_SECONDS * AUDIO_CLOCK // _SAMPLES):
        samples = array("h", (_tone(number * _SAMPLES + index) for index in range(_SAMPLES)))
        frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_CLOCK, number * _SAMPLES, encoder.time_base
        encoded += [bytes(packet) for packet in encoder.encode(frame)]
    return encoded


def _tone(sample: int) -> int:
    seconds = sample / AUDIO_CLOCK
    swell = 0.55 - 0.45 * math.cos(2 * math.pi * seconds * 2 / _SECONDS)
    return round(_LOUDNESS * swell * sum(math.sin(2 * math.pi * note * seconds) for note in _NOTES) / len(_NOTES))


class Player:
    """Plays the loop into two sources on the event loop until cancelled."""

    def __init__(self) -> None:
        self.video = Source("video", self._restart_picture)
        self.audio = Source("audio")
        self._next_picture = 0

    def _restart_picture(self) -> None:
        self._next_picture = 0

    async def play(self) -> None:
        """Play until cancelled; the loop is encoded first, away from the event loop."""
        loop = await asyncio.to_thread(clip)
        start = time.monotonic()
        pictures = packets = 0
        while True:
            elapsed = time.monotonic() - start
            if elapsed - packets * _SAMPLES / AUDIO_CLOCK > _BACKLOG:
                packets, pictures = int(elapsed * AUDIO_CLOCK / _SAMPLES), int(elapsed * _FRAME_RATE)
            while packets * _SAMPLES <= elapsed * AUDIO_CLOCK:
                self.audio.publish(loop.packets[packets % len(loop.packets)], packets * _SAMPLES)
                packets += 1
            while pictures <= elapsed * _FRAME_RATE:
                picture = loop.pictures[self._next_picture]
                self._next_picture = (self._next_picture + 1) % len(loop.pictures)
                self.video.publish(picture, pictures * VIDEO_CLOCK // _FRAME_RATE)
                pictures += 1
            await asyncio.sleep(packets * _SAMPLES / AUDIO_CLOCK - elapsed)
