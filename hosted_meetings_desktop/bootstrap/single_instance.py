"""One running app for each data folder; another start brings its window to the front instead."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, Qt

from hosted_meetings_desktop.domain.errors import AppError

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer
    from PySide6.QtWidgets import QApplication, QWidget

    from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds in which the app that runs has to answer another start."""
_ONE_TRY_MS = 250
_BETWEEN_TRIES = 0.1
_MOST_BYTES = 4_096
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 (with it a Wayland desktop lets another program's window come forward)


class Answer(Enum):
    """What came of calling the app that runs."""

    CAME = "came"
    FREE = "free"  # it ended meanwhile: the folder is ours
    SILENT = "silent"


class Instance:
    """This process' hold on a data folder.

    The lock is the operating system's word on whether that process still lives: what a killed one left is taken over.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = QLockFile(str(folder / "running.lock"))
        self._lock.setStaleLockTime(0)  # however long it runs; only its process' end makes it stale
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Take the folder; False when another process has it.

        A folder that cannot be written counts as taken: that is the store's to tell.
        """
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def listen(self, wanted: Callable[[str], None]) -> None:
        """Hear other starts from now on.

        Args:
            wanted: Brings the window to the front; takes the desktop's token for that, often empty.
        """
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        def answer() -> None:
            socket = server.nextPendingConnection()
            if socket is None:
                return
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda: read(socket))

        def read(socket: QLocalSocket) -> None:
            if not socket.canReadLine():
                return
            line = bytes(socket.readLine(_MOST_BYTES).data()).decode("utf-8", "replace").strip()
            socket.write(b"here\n")
            socket.flush()
            socket.disconnectFromServer()
            log.info("another start brought this window to the front")
            wanted(line.removeprefix("show").strip())

        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(answer)
        name = _name(self.folder)
        QLocalServer.removeServer(name)  # the lock is ours, so whoever left one is gone
        if not server.listen(name):
            log.info("other starts cannot be heard: %s", server.errorString())
        self._server = server

    def call_first(self, patience: float = PATIENCE) -> Answer:
        """Ask the process that has the folder to come to the front.

        Args:
            patience: Seconds until it counts as silent.
        """
        from PySide6.QtNetwork import QLocalSocket

        end = time.monotonic() + patience
        self._allow_to_come()
        while time.monotonic() < end:
            socket = QLocalSocket()
            socket.connectToServer(_name(self.folder))
            if socket.waitForConnected(_ONE_TRY_MS):
                socket.write(f"show {os.environ.get(_TOKEN, '')}\n".encode())
                if socket.waitForReadyRead(max(1, int((end - time.monotonic()) * 1000))):
                    return Answer.CAME
            socket.abort()
            if self.take():
                return Answer.FREE
            time.sleep(_BETWEEN_TRIES)
        return Answer.SILENT

    def _allow_to_come(self) -> None:
        """Let the other process take the foreground, which on Windows only the one that was just started may."""
        import sys

        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.AllowSetForegroundWindow(-1)

    def deafen(self) -> None:
        """Hear no other starts any more."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            server.deleteLater()

    def release(self) -> None:
        """Give the folder free; may be called in the thread that closed what lies in it."""
        self._lock.unlock()


class Instances:
    """The folder that this process has, and those it is about to leave."""

    def __init__(self, wanted: Callable[[str], None]) -> None:
        """Make it.

        Args:
            wanted: Brings the window to the front.
        """
        self._wanted = wanted
        self._now: Instance | None = None

    def begin(self, instance: Instance) -> None:
        """Work in the folder that ``instance`` has taken."""
        self._now = instance

    def enter(self, folder: Path) -> Callable[[], None] | None:
        """Go over to another folder.

        Returns:
            What gives the one from before free, to be called once that is closed; None when another process has
            ``folder``: its window was brought to the front, and nothing was changed.
        """
        before = self._now
        if before is not None and before.folder == folder:
            return lambda: None
        entering = Instance(folder)
        if not entering.take() and entering.call_first(_ONE_TRY_MS / 1000) is not Answer.FREE:
            return None
        self._now = entering
        if before is None:
            return lambda: None
        before.deafen()
        return before.release

    def listen(self) -> None:
        """Hear other starts from now on."""
        if self._now is not None:
            self._now.listen(self._wanted)

    def close(self) -> None:
        """Give everything free."""
        if self._now is not None:
            self._now.deafen()
            self._now.release()
            self._now = None


def end_second_start(app: QApplication, instance: Instance, theme: ThemeMode) -> int | None:
    """Call the app that runs already, and return the exit code of this one; None when this one may go on.

    Args:
        app: This process' application.
        instance: The folder that the other has.
        theme: The look of what is said where the other one does not answer.
    """
    answer = instance.call_first()
    if answer is Answer.FREE:
        return None
    if answer is Answer.CAME:
        log.info("the app runs already: its window was brought to the front")
        return 0
    log.info("the app runs already and does not answer")
    from hosted_meetings_desktop.ui.theme.apply import apply_theme
    from hosted_meetings_desktop.ui.window.second_start import SilentDialog

    apply_theme(app, theme)
    dialog = SilentDialog()
    dialog.open()
    app.exec()
    return 1


def open_elsewhere() -> AppError:
    """Return what to say where another copy of the app has the folder that somebody wants to go to."""
    return AppError(
        QCoreApplication.translate("SecondStart", "Hosted Meetings is open there already"),
        QCoreApplication.translate(
            "SecondStart", "Its window was brought to the front. Close it first to go there from here."
        ),
    )


def bring_forward(window: QWidget, token: str = "") -> None:
    """Show a window above all others, also when it was minimised.

    Args:
        window: Which.
        token: What the desktop gave the other start for this, where it has such a thing.
    """
    if token:
        os.environ[_TOKEN] = token
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    window.setWindowState(state | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def _name(folder: Path) -> str:
    import hashlib

    return "hosted-meetings-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
