"""Writes the voices of a room's people into a WebM file each, in a thread of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame

from hosted_meetings_desktop.simulator.sfu.film import Microphone
from hosted_meetings_desktop.simulator.sfu.rolling import Rolling
from hosted_meetings_desktop.simulator.sfu.source import AUDIO_CLOCK, Source

_PER_SECOND = 25
_SAMPLES = AUDIO_CLOCK // _PER_SECOND


@dataclass(frozen=True)
class Speaker:
    """Somebody whose voice is recorded; without a source they have no microphone, and are silent.

    Attributes:
        key: What tells them apart: the peer's id.
        name: Of their file, without its end.
    """

    key: str
    name: str
    source: Source | None


class _Voice:
    """One file, from when somebody is first there until they leave or all ends; silence where nothing is heard."""

    def __init__(self, key: str, path: Path) -> None:
        self.key = key
        self.path = path
        self.here = True
        self.ticks = 0
        self._microphone: Microphone | None = None
        self._container: Any = None
        self._stream: Any = None

    def listen(self, source: Source | None) -> None:
        """Record this from now on; to be called on the event loop's thread."""
        before = self._microphone
        if before is not None and before.source is source:
            return
        self._microphone = None if source is None else Microphone(source)
        if before is not None:
            before.close()

    # ---- the thread's
    def decode(self) -> None:
        """Decode what has arrived."""
        if (microphone := self._microphone) is not None:
            microphone.decode()

    def record(self, ticks: int) -> None:
        """Write so many ticks more."""
        if self._container is None:
            self._container = av.open(str(self.path), "w", format="webm")
            self._stream = self._container.add_stream("libopus", rate=AUDIO_CLOCK, layout="mono")
            self._stream.bit_rate = 32_000
        microphone = self._microphone
        for _ in range(ticks):
            heard = b"" if microphone is None else microphone.take(_SAMPLES).tobytes()
            frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
            frame.planes[0].update(heard.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate = AUDIO_CLOCK
            frame.pts, frame.time_base = self.ticks * _SAMPLES, Fraction(1, AUDIO_CLOCK)
            self._container.mux(self._stream.encode(frame))
            self.ticks += 1

    def finish(self) -> None:
        """End the file; harmless when it has ended, or never began."""
        if self._container is not None:
            container, self._container = self._container, None
            container.mux(self._stream.encode(None))
            container.close()


class Voices(Rolling):
    """Opus files that grow while time passes, from ``start`` to ``close``; time is told as a film's."""

    def __init__(self, folder: Path) -> None:
        super().__init__("voices", _PER_SECOND)
        self._folder = folder
        self._voices: list[_Voice] = []

    @property
    def files(self) -> list[Path]:
        """The files there are once it is closed, by when they began."""
        return [voice.path for voice in self._voices if voice.ticks]

    def start(self) -> None:
        """Begin."""
        self._folder.mkdir(parents=True, exist_ok=True)
        super().start()

    def show(self, speakers: Sequence[Speaker]) -> None:
        """Record these from now on; whose voice is not among them any more has left, and has another file later."""
        wanted, voices = {each.key: each for each in speakers}, list(self._voices)
        for voice in (each for each in voices if each.here):
            speaker = wanted.pop(voice.key, None)
            voice.here = speaker is not None
            voice.listen(speaker.source if speaker is not None else None)
        for each in wanted.values():
            voice = _Voice(each.key, self._folder / f"{each.name}.webm")
            voice.listen(each.source)
            voices.append(voice)
        self._voices = voices  # a new one: the thread may be reading the old one

    def let_go(self) -> None:
        """Stop listening to all sources."""
        for voice in self._voices:
            voice.listen(None)

    # ---- the thread's
    def _make(self) -> None:
        self._roll(self._record)
        for voice in self._voices:
            voice.finish()

    def _decode(self) -> None:
        for voice in self._voices:
            voice.decode()

    def _record(self, due: int) -> None:
        for voice in self._voices:
            if voice.here:
                voice.record(due - self._ticks)
            else:
                voice.finish()
