"""Recordings of voices that tests play: a small WebM file for each person, with a tone that nobody else has."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import av

from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.playing import Plain
from hosted_meetings_desktop.domain.voices import PlayedVoice, Voice
from tests.panes.film_kit import SECONDS

RATE = 48_000
FRAME = 960
NAMES = ("Dr. Ada Osei", "Fatima al-Zahra al-Hassani", "Jonas Weber")


def make_voice(path: Path, *, seconds: int = SECONDS, tone: int = 220, live: bool = False) -> Path:
    """Write a voice: Opus in WebM, without a picture.

    Args:
        path: Where to.
        seconds: How long it is.
        tone: How high it sounds, in hertz.
        live: Whether it says neither how long it is nor where what is in it, as one that was broken off.
    """
    with av.open(str(path), "w", format="webm", options={"live": "1"} if live else {}) as container:
        sound = container.add_stream("libopus", rate=RATE, layout="mono")
        for number in range(seconds * RATE // FRAME):
            frame = av.AudioFrame(format="flt", layout="mono", samples=FRAME)
            samples = (0.2 * math.sin(math.tau * tone * n / RATE) for n in range(FRAME))
            frame.planes[0].update(struct.pack(f"{FRAME}f", *samples))
            frame.sample_rate, frame.pts = RATE, number * FRAME
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def played(name: str, path: Path, *, begins: int = 0) -> PlayedVoice:
    """Return a voice that is played from a file."""
    return PlayedVoice(Voice(f"default_{name}_peer_audio.webm", name, begins), Plain(str(path)))


def damaged(name: str) -> PlayedVoice:
    """Return a voice whose file of the archive is damaged."""
    return PlayedVoice(Voice(f"default_{name}_peer_audio.webm", name), None, Damaged())
