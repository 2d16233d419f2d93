"""A program that opens the player on one film and tells when its first picture came, over and over."""

from __future__ import annotations

import faulthandler
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.stream import Stream
from hosted_meetings_desktop.domain.playing import Plain, Source
from hosted_meetings_desktop.ui.player.window import PlayerWindow

_PATIENCE_MS = 20_000
_STUCK_AFTER = 300
_SOUGHT_MS = 500_000


def main(film: str, sealed: str, key: str, rounds: int) -> None:
    """Play both by turns, so that whatever else the machine does meets both."""
    faulthandler.dump_traceback_later(_STUCK_AFTER, exit=True)
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    made: dict[str, Callable[[], Source]] = {
        "plain": lambda: Plain(film),
        "sealed": lambda: Stream(SealedReader.at(Path(sealed), bytes.fromhex(key))),
    }
    for make in made.values():  # what is loaded once
        _play(make)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in made}
    for _round in range(rounds):
        for name, make in made.items():
            taken[name].append(_play(make))
    told = {
        name: {"start": statistics.median(s for s, _k in times), "seek": statistics.median(k for _s, k in times)}
        for name, times in taken.items()
    }
    sys.stdout.write(json.dumps(told))


def _play(make: Callable[[], Source]) -> tuple[float, float]:
    """Return the milliseconds from asking for a film to its first picture, and from seeking to the next."""
    began = time.perf_counter()
    window = PlayerWindow("Visit", "Today", make())
    sink = window.video.videoSink()
    window.show()
    window.play()
    _until(lambda: sink.videoFrame().isValid())
    started = (time.perf_counter() - began) * 1000
    _until(lambda: window.position > 200)
    began = time.perf_counter()
    window.seek(_SOUGHT_MS)
    _until(lambda: sink.videoFrame().startTime() >= (_SOUGHT_MS - 1_000) * 1000)
    sought = (time.perf_counter() - began) * 1000
    window.close()
    return started, sought


def _until(ready: Callable[[], bool]) -> None:
    loop, end = QEventLoop(), time.monotonic() + _PATIENCE_MS / 1000
    look = QTimer(interval=2)
    look.timeout.connect(lambda: loop.quit() if ready() or time.monotonic() > end else None)
    look.start()
    if not ready():
        loop.exec()
    look.stop()
    if not ready():
        raise TimeoutError("the film does not play")


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
