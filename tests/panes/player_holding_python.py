"""A program that plays, seeks and closes while no other thread can have Python; it ends, or says where it stands.

Whatever Qt's threads want from Python they want for ever here, and a lock they hold then is held for ever. In the app
such a moment lasts microseconds, and the window stands still only if it wants that very lock within them.
"""

from __future__ import annotations

import faulthandler
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.voices import PlayedVoice, Voice
from hosted_meetings_desktop.ui.player.stills import Stills
from hosted_meetings_desktop.ui.player.voices_window import VoicesWindow
from hosted_meetings_desktop.ui.player.window import PlayerWindow
from tests.panes.film_kit import stream

_PATIENCE = 60
_LONG_ENOUGH = 0.2
"""Seconds in which Qt's threads come to where they would need Python."""


def _hold_python() -> None:
    end = time.monotonic() + _LONG_ENOUGH
    while time.monotonic() < end:  # not sleep(), which lets go of it
        pass


def _starve(*steps: Callable[[], object]) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1_000)  # from here on this thread gives Python to no other by itself
    for step in steps:
        step()
        _hold_python()
    sys.setswitchinterval(usual)


def _use(window: PlayerWindow) -> None:
    _starve(
        lambda: window.player.setPosition(4_000),
        lambda: window.player.setPosition(15_000),
        lambda: window.player.setPlaybackRate(2.0),
        window.player.pause,
        window.player.stop,
        window.player.play,
        window.close,
    )


def _watch(app: QApplication, film: str) -> None:
    """Open the player and use it."""
    window = PlayerWindow("Wound check", "Today 09:00", stream(Path(film)) if film.endswith(".sealed") else film)
    _use_once_it_plays(app, window)


def _listen(app: QApplication, voice: str) -> None:
    """Open the player with several voices and use it."""
    voices = [PlayedVoice(Voice(name, name), stream(Path(voice))) for name in ("Ada", "Ben", "Cleo")]
    _use_once_it_plays(app, VoicesWindow("Wound check", "Today 09:00", voices))


def _use_once_it_plays(app: QApplication, window: PlayerWindow) -> None:
    window.show()
    window.play()

    def look() -> None:
        if window.position > 0:
            looking.stop()
            _use(window)
            app.quit()

    looking = _every(50, look)
    app.exec()


def _take_stills(app: QApplication, film: str) -> None:
    """Make stills, and rest in the middle of one, at another point each time."""
    made: list[str] = []
    stills = Stills(lambda _name, take, _failed: take(stream(Path(film))))
    stills.came.connect(made.append)
    stills.still("first")

    def look() -> None:
        if "first" not in made:
            return
        looking.stop()
        for number in range(8):
            stills.still(f"broken off {number}")
            _spin(number * 15)
            _starve(stills.rest)
        app.quit()

    looking = _every(10, look)
    app.exec()


def _spin(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _every(milliseconds: int, look: Callable[[], None]) -> QTimer:
    timer = QTimer(interval=milliseconds)
    timer.timeout.connect(look)
    timer.start()
    return timer


def main(film: str, what: str = "watch") -> None:
    """Play the film at this path, or take stills of it.

    Args:
        film: One that ends with ".sealed" is played as the archive plays it, from a thread of Python's.
        what: "watch", "voices" or "stills".
    """
    faulthandler.dump_traceback_later(_PATIENCE, exit=True)
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    if what == "stills":
        _take_stills(app, film)
    elif what == "voices":
        _listen(app, film)
    else:
        _watch(app, film)
    sys.stdout.write("closed\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
