"""Reads what is in a recorded file, for tests."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import av


@dataclass(frozen=True)
class Contents:
    """What a player would make of a file; ``loudness`` is 0 to 1."""

    codecs: tuple[str, str]
    size: tuple[int, int]
    seconds: float
    pictures: int
    different: int
    loudness: float


def contents(path: Path) -> Contents:
    """Decode the whole file."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        codecs = (video.codec_context.name, audio.codec_context.name)
        size = (video.codec_context.width, video.codec_context.height)
        seconds = (container.duration or 0) / 1_000_000
        pictures = [bytes(frame.planes[0]) for frame in container.decode(video)]
    with av.open(str(path)) as container:
        samples = array("f")
        for frame in container.decode(container.streams.audio[0]):
            samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return Contents(
        codecs, size, seconds, len(pictures), len(set(pictures)), max((abs(value) for value in samples), default=0.0)
    )
