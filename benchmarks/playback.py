"""Playing from the archive against playing a plain file, and sealing and opening against copying.

``python -m benchmarks.playback`` prints the figures; ``--quick`` takes few rounds.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measured import ROOT, Figure
from hosted_meetings_desktop.archive.container import SealedReader, SealedWriter

START_BAR = 1.3
FRAME_MS = 40.0
"""One picture of 25 in a second: what comes within it is not waited for."""
SEAL_BAR = 0.2
"""Of the speed of a copy: 5 copies' time for one that is encrypted, authenticated and hashed."""
ROUNDS = 41
_SECONDS, _RATE, _WIDTH, _HEIGHT = 600, 10, 1280, 720
_SOUND_RATE, _SOUND_PARTS = 16_000, 10
_MEGABYTES = 256


def measure(*, quick: bool = False) -> tuple[list[Figure], list[str]]:
    """Return the figures, and what else there is to say."""
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        folder = Path(name)
        started = _playing(folder, rounds=7 if quick else ROUNDS)
        sealing, note = _sealing(folder, rounds=1 if quick else 3)
    return started + sealing, [note]


def _playing(folder: Path, *, rounds: int) -> list[Figure]:
    film, sealed, key = _film(folder / "visit.mp4"), folder / "visit.sealed", secrets.token_bytes(32)
    _seal(film, sealed, key)
    command = [sys.executable, "-m", "benchmarks.played_film", str(film), str(sealed), key.hex(), str(rounds)]
    environ = os.environ | {"QT_LOGGING_RULES": "*.info=false;*.warning=false"}
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environ["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    told = json.loads(done.stdout)
    kept, plain = told["sealed"], told["plain"]
    return [
        Figure(
            "Playing a kept recording, to its first picture",
            f"{kept['start']:.0f} ms",
            f"{plain['start']:.0f} ms",
            kept["start"] / plain["start"],
            START_BAR,
        ),
        Figure(
            "Seeking in it, to the next picture",
            f"{kept['seek']:.0f} ms",
            f"{FRAME_MS:.0f} ms",
            kept["seek"] / FRAME_MS,
            1.0,
        ),
    ]


def _film(path: Path) -> Path:
    """Write ten minutes as the service records them: H.264, a key frame every few seconds, its index at the end."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=_RATE, options={"preset": "ultrafast", "crf": "30"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = _WIDTH, _HEIGHT, "yuv420p", 4 * _RATE
        sound = container.add_stream("aac", rate=_SOUND_RATE, layout="mono")
        frame = av.VideoFrame(_WIDTH, _HEIGHT, "yuv420p")
        for number in range(_SECONDS * _RATE):
            for plane, value in zip(frame.planes, (16 + number % 200, 100 + number % 50, 128), strict=True):
                if number % 5 == 0:
                    plane.update(bytes([value]) * (plane.buffer_size - 4_096) + secrets.token_bytes(4_096))
            frame.pts = number
            container.mux(stream.encode(frame))
            if number % _RATE == 0:
                _mux_second(container, sound, number // _RATE)
        for ended in (stream, sound):
            container.mux(ended.encode(None))
    return path


def _mux_second(container: Any, sound: Any, second: int) -> None:
    import av

    for part in range(_SOUND_PARTS):
        noise = av.AudioFrame(format="fltp", layout="mono", samples=_SOUND_RATE // _SOUND_PARTS)
        noise.planes[0].update(bytes(noise.planes[0].buffer_size))
        noise.sample_rate, noise.pts = _SOUND_RATE, (second * _SOUND_PARTS + part) * (_SOUND_RATE // _SOUND_PARTS)
        container.mux(sound.encode(noise))


def _seal(source: Path, target: Path, key: bytes) -> None:
    with source.open("rb") as reading:
        writer = SealedWriter(target, key, source.stat().st_size)
        while part := reading.read(1 << 20):
            writer.write(part)
        writer.finish()


def _sealing(folder: Path, *, rounds: int) -> tuple[list[Figure], str]:
    """Compare with a copy that ends on the disk too, in slices of the same size."""
    source, target, key = folder / "source", folder / "target", secrets.token_bytes(32)
    with source.open("wb") as writing:
        for _number in range(_MEGABYTES):
            writing.write(secrets.token_bytes(1 << 20))

    def copied() -> None:
        with source.open("rb") as reading, target.open("wb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            os.fsync(writing.fileno())

    def sealed() -> None:
        target.unlink(missing_ok=True)
        _seal(source, target, key)

    def opened() -> None:
        reader = SealedReader.at(target, key)
        with (folder / "opened").open("wb") as writing:
            for place in range(0, reader.length, 1 << 20):
                writing.write(reader.read_at(place, 1 << 20))
            writing.flush()
            os.fsync(writing.fileno())
        reader.close()

    copy, seal, open_ = (_speed(work, rounds) for work in (copied, sealed, opened))
    figures = [
        Figure("Sealing a recording", f"{seal:.0f} MB/s", f"{copy:.0f} MB/s", seal / copy, SEAL_BAR, at_least=True),
        Figure("Opening a recording", f"{open_:.0f} MB/s", f"{copy:.0f} MB/s", open_ / copy, SEAL_BAR, at_least=True),
    ]
    return (
        figures,
        f"An hour of a recording (300 MB) is sealed in {300 / seal:.1f} s and opened in {300 / open_:.1f} s.",
    )


def _speed(work: Callable[[], None], rounds: int) -> float:
    """Return megabytes a second."""
    taken = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return _MEGABYTES * 1.048576 / statistics.median(taken)


if __name__ == "__main__":
    shown, said = measure(quick="--quick" in sys.argv)
    for each in shown:
        print(f"{each.name:50} {each.measured:>12} {each.baseline:>12} {each.ratio:6.2f} {each.passed}")
    print(*said, sep="\n")
