"""One running app for each data folder; another start brings its window to the front and hands its link over.

What is said over the local socket, a line each; whoever does not know a word passes it over::

    another start    the app that runs
    show [TOKEN]     here links/1        the window comes to the front, with the desktop's token for that
    link 1 LINE      taken               a link as domain.deep_link.to_line writes it; said to who knows links/1 alone
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLockFile, QObject, Qt, QTimer, Slot

from hosted_meetings_desktop.domain.errors import AppError

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket
    from PySide6.QtWidgets import QApplication, QWidget

    from hosted_meetings_desktop.domain.deep_link import Asked
    from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds in which the app that runs has to answer another start."""
_ONE_TRY_MS = 250
_BETWEEN_TRIES = 0.1
_MOST_BYTES = 4_096
_CALL_MS = 10_000
_LINKS = b"links/1"
_LINK = "link 1 "
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

    def listen(self, wanted: Callable[[str], None], linked: Callable[[str], None] = lambda _line: None) -> None:
        """Hear other starts from now on.

        Args:
            wanted: Brings the window to the front; takes the desktop's token for that, often empty.
            linked: Takes the line of a link that another start was given, after the window came to the front.
        """
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer

        def answer() -> None:
            while (socket := server.nextPendingConnection()) is not None:
                _Caller(socket, wanted, linked)

        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(answer)
        name = _name(self.folder)
        QLocalServer.removeServer(name)  # the lock is ours, so whoever left one is gone
        if not server.listen(name):
            log.info("other starts cannot be heard: %s", server.errorString())
        self._server = server

    def call_first(self, patience: float = PATIENCE, link: str = "") -> Answer:
        """Ask the process that has the folder to come to the front.

        Args:
            patience: Seconds until it counts as silent.
            link: The line of a link to hand over; empty for none. An app too old for links only comes.
        """
        from PySide6.QtNetwork import QLocalSocket

        end = time.monotonic() + patience
        self._allow_to_come()
        while time.monotonic() < end:
            socket = QLocalSocket()
            socket.connectToServer(_name(self.folder))
            if socket.waitForConnected(_ONE_TRY_MS):
                socket.write(f"show {os.environ.get(_TOKEN, '')}\n".encode())
                if socket.waitForReadyRead(_left_ms(end)):
                    if link:
                        _hand_over(socket, link, end)
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


class _Caller(QObject):
    """Another start that calls: it has a moment and a few lines."""

    def __init__(self, socket: QLocalSocket, wanted: Callable[[str], None], linked: Callable[[str], None]) -> None:
        super().__init__(socket)
        self._socket = socket
        self._wanted = wanted
        self._linked = linked
        self._came = False
        socket.setReadBufferSize(_MOST_BYTES)
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(self._read)
        QTimer.singleShot(_CALL_MS, self, socket.abort)
        self._read()  # what was there before anybody listened is not told again

    @Slot()
    def _read(self) -> None:
        while self._socket.canReadLine():
            self._hear(bytes(self._socket.readLine().data()).decode("utf-8", "replace").strip())
        if self._socket.bytesAvailable() >= _MOST_BYTES:
            self._socket.abort()

    def _hear(self, line: str) -> None:
        if not self._came:
            self._came = True
            self._say(b"here " + _LINKS)
            log.info("another start brought this window to the front")
            self._wanted(line.removeprefix("show").strip())
        elif line.startswith(_LINK):
            self._say(b"taken")
            self._socket.disconnectFromServer()
            log.info("another start handed a link over")
            self._linked(line.removeprefix(_LINK))

    def _say(self, line: bytes) -> None:
        self._socket.write(line + b"\n")
        self._socket.flush()


def _hand_over(socket: QLocalSocket, link: str, end: float) -> None:
    while not socket.canReadLine() and socket.waitForReadyRead(_left_ms(end)):
        pass
    if _LINKS not in bytes(socket.readLine(_MOST_BYTES).data()).split():
        log.info("the app that runs is too old to take a link")
        return
    socket.write(f"{_LINK}{link}\n".encode())
    if not socket.waitForReadyRead(_left_ms(end)):
        log.info("the app that runs did not take the link")


def _left_ms(end: float) -> int:
    return max(1, int((end - time.monotonic()) * 1000))


class Instances:
    """The folder that this process has, and those it is about to leave."""

    def __init__(self, wanted: Callable[[str], None], linked: Callable[[str], None] = lambda _line: None) -> None:
        """Make it.

        Args:
            wanted: Brings the window to the front.
            linked: Takes the link that another start was given; see ``Instance.listen``.
        """
        self._wanted = wanted
        self._linked = linked
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
            self._now.listen(self._wanted, self._linked)

    def close(self) -> None:
        """Give everything free."""
        if self._now is not None:
            self._now.deafen()
            self._now.release()
            self._now = None


def end_second_start(
    app: QApplication, instance: Instance, theme: ThemeMode, link: Asked | None = None
) -> int | None:
    """Call the app that runs already, and return the exit code of this one; None when this one may go on.

    Args:
        app: This process' application.
        instance: The folder that the other has.
        theme: The look of what is said where the other one does not answer.
        link: What this start is to hand over; None for nothing.
    """
    answer = instance.call_first(link=_line(link))
    if answer is Answer.FREE:
        return None
    if answer is Answer.CAME:
        log.info("the app runs already: its window was brought to the front")
        return 0
    log.info("the app runs already and does not answer")
    from hosted_meetings_desktop.ui.theme.apply import apply_theme
    from hosted_meetings_desktop.ui.window.second_start import SilentDialog

    apply_theme(app, theme)
    dialog = SilentDialog(with_link=link is not None)
    app.setQuitOnLastWindowClosed(False)  # it ends with this one, whatever else is open
    dialog.finished.connect(lambda _result: app.exit())
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


def _line(link: Asked | None) -> str:
    if link is None:
        return ""
    from hosted_meetings_desktop.domain.deep_link import to_line

    return to_line(link)


def _name(folder: Path) -> str:
    import hashlib

    return "hosted-meetings-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
