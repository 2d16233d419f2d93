"""What Qt's player has to be told before it plays: nothing of it waits for Python, nor for a proxy."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl, SignalInstance


def look_up_overrides(signal: SignalInstance) -> None:
    """Let PySide find out here, in the GUI thread, that Python overrides nothing of what has that signal.

    PySide looks for an override when a virtual method is called for the first time, and takes the interpreter's lock
    for it. When the player stops, Qt's audio thread lets go of the sound and calls its ``disconnectNotify``, with a
    lock of Qt's in hand. Were that the first time, both would wait for ever: the audio thread for the interpreter,
    and the GUI thread, which has it during ``stop()``, for the audio thread or that lock.

    For the same reason nothing here is connected to what Qt's threads tell of, as ``QVideoSink.videoFrameChanged``:
    a connection that has gone is cleared away by the thread that tells, and a Python one needs the lock for that.
    """

    def nothing() -> None:
        pass

    signal.connect(nothing)
    signal.disconnect(nothing)


def url_of(address: str) -> QUrl:
    """Return what Qt plays: a file, or a URL that it asks directly where it is our own."""
    if not address.startswith(("http://", "https://")):
        return QUrl.fromLocalFile(str(Path(address)))
    if address.startswith("http://127.0.0.1:"):
        _go_past_proxies()
    return QUrl(address)


def _go_past_proxies() -> None:
    """Let FFmpeg ask our own address directly: it reads these variables, and a proxy cannot reach into this PC."""
    if not os.environ.get("http_proxy"):
        return  # and the system's own settings for everybody else stay in force
    past = (os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or "").split(",")
    if "127.0.0.1" not in past and "*" not in past:
        os.environ["no_proxy"] = ",".join([*(each for each in past if each), "127.0.0.1"])
