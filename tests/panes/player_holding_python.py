"""A program that plays, seeks and closes while no other thread can have Python; it ends, or says where it stands.

Whatever Qt's threads want from Python they want for ever here, and a lock they hold then is held for ever. In the app
such a moment lasts microseconds, and the window stands still only if it wants that very lock within them.
"""

from __future__ import annotations

import faulthandler
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.player.window import PlayerWindow
from tests.panes.film_kit import stream

_PATIENCE = 60
_LONG_ENOUGH = 0.2
"""Seconds in which Qt's threads come to where they would need Python."""


def _hold_python() -> None:
    end = time.monotonic() + _LONG_ENOUGH
    while time.monotonic() < end:  # not sleep(), which lets go of it
        pass


def _use(window: PlayerWindow) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1_000)  # from here on this thread gives Python to no other by itself
    for step in (
        lambda: window.player.setPosition(4_000),
        lambda: window.player.setPosition(15_000),
        lambda: window.player.setPlaybackRate(2.0),
        window.player.pause,
        window.player.stop,
        window.player.play,
        window.close,
    ):
        step()
        _hold_python()
    sys.setswitchinterval(usual)


def main(film: str) -> None:
    """Play the film at this path; one that ends with ".sealed" as the archive plays it, from a thread of Python's."""
    faulthandler.dump_traceback_later(_PATIENCE, exit=True)
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    window = PlayerWindow("Wound check", "Today 09:00", stream(Path(film)) if film.endswith(".sealed") else film)
    window.show()
    window.play()

    def look() -> None:
        if window.position > 0:
            watch.stop()
            _use(window)
            app.quit()

    watch = QTimer(interval=50)
    watch.timeout.connect(look)
    watch.start()
    app.exec()
    sys.stdout.write("closed\n")


if __name__ == "__main__":
    main(sys.argv[1])
