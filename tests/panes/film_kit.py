"""Films that tests play, in the clear and as the archive keeps them."""

from __future__ import annotations

import random
from pathlib import Path

import av

from hosted_meetings_desktop.archive.container import SealedReader, SealedWriter
from hosted_meetings_desktop.archive.stream import Stream

SECONDS = 20
RATE = 10
SOUND_RATE = 16_000
SOUND_FRAME = 1024
KEY = b"film" * 8
OF_FILMS = (
    "This plugin does not support", "QAudio", "PulseAudio", "No audio device", "No RHI backend", "AV_NOPTS_VALUE",
    "QBackingStore::flush",
)  # fmt: skip
"""What Qt says on a machine without sound and graphics; the last where a film's window closes while it is painted."""


def make_film(path: Path, *, picture: bool = True, large: bool = False, told_ahead: bool = False) -> Path:
    """Write 20 s in which every second is brighter than the one before, with silence.

    Args:
        path: Where to; its ending says the format.
        picture: Whether there is one.
        told_ahead: Whether its beginning says how long it is, so that also its first half is a film.
        large: Whether it has so much noise in it that no player reads it ahead.
    """
    width, height = (320, 240) if large else (160, 120)
    noise = random.Random(7)  # noqa: S311
    with av.open(str(path), "w", options={"movflags": "faststart"} if told_ahead else {}) as container:
        stream = container.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"}) if picture else None
        if stream is not None:
            stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", RATE
        sound = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        for number in range(SECONDS * RATE if stream is not None else 0):
            frame = av.VideoFrame(width, height, "yuv420p")
            level = 20 + 10 * (number // RATE)
            for plane, value in zip(frame.planes, (level, 128, 128), strict=True):
                plane.update(noise.randbytes(plane.buffer_size) if large else bytes([value]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        for number in range(SECONDS * SOUND_RATE // SOUND_FRAME):
            silence = av.AudioFrame(format="fltp", layout="mono", samples=SOUND_FRAME)
            silence.planes[0].update(bytes(silence.planes[0].buffer_size))
            silence.sample_rate, silence.pts = SOUND_RATE, number * SOUND_FRAME
            container.mux(sound.encode(silence))
        for ended in (stream, sound):
            if ended is not None:
                container.mux(ended.encode(None))
    return path


def seal(film: Path) -> Path:
    """Write a film as the archive keeps it, beside itself."""
    path, data = film.with_suffix(".sealed"), film.read_bytes()
    writer = SealedWriter(path, KEY, len(data))
    writer.write(data)
    writer.finish()
    return path


def stream(sealed: Path) -> Stream:
    """Serve a sealed film to one player."""
    return Stream(SealedReader.at(sealed, KEY), ".mp4")
