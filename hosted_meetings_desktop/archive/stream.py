"""Plays a file of the archive to one player of this program, without a plaintext copy of it anywhere.

The player's threads must never wait for Python: see docs/decisions/0020. So it reads from a socket, not from us. The
server listens on 127.0.0.1 alone while the film is open, under a path that nobody can guess, and knows one file.
"""

from __future__ import annotations

import contextlib
import hmac
import re
import secrets
import select
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.vault import Content

_SLICE = 1 << 18
"""Bytes read and sent at a time: a chunk of the archive's files."""
_FIRST = 4_096
"""Less than this waits to be sent: more is read meanwhile."""
_LONGEST_HEAD = 8_192
_PATIENCE = 5.0
"""Seconds in which a request has to be here; the answer may take as long as the film is watched."""
_UNWANTED_AFTER = 60.0
"""Seconds; whoever asked for the film has gone before it could be shown to them."""
_MOST = 8
"""A player has one connection, and another while it seeks."""

_KINDS = {".mp4": "video/mp4", ".m4a": "audio/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg"}
_RANGE = re.compile(rb"bytes=(\d{1,18})-(\d{0,18})")


class Stream:
    """Implements ``domain.playing.Source`` over a content, which is closed when the stream is cut."""

    def __init__(self, content: Content, suffix: str = ".mp4", *, unwanted_after: float = _UNWANTED_AFTER) -> None:
        """Begin to listen.

        Args:
            content: What is played; nobody else reads it from now on.
            suffix: What kind of file it is.
            unwanted_after: Seconds after which it ends where nobody has asked for anything.

        Raises:
            OSError: there is no loopback to listen on.
        """
        self._content = content
        self._kind = _KINDS.get(suffix.lower(), "application/octet-stream")
        self._path = f"/{secrets.token_urlsafe(32)}/film{suffix if suffix.lower() in _KINDS else ''}"
        self._lock = threading.Lock()
        self._links: dict[socket.socket, _Link] = {}
        self._ended = False
        self._problem: AppError | None = None
        self._listener = _listen()
        self._wake, self._woken = socket.socketpair()
        self._port: int = self._listener.getsockname()[1]
        listen = threading.Thread(target=self._run, args=(unwanted_after,), name="player stream", daemon=True)
        listen.start()

    @property
    def address(self) -> str:
        """The URL; who knows it can read the film while it is open."""
        return f"http://127.0.0.1:{self._port}{self._path}"

    @property
    def problem(self) -> AppError | None:
        """Why the content could not be read on, if so."""
        return self._problem

    def cut(self) -> None:
        """End it: every connection is closed by the system at once, none comes after."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            for connection in self._links:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                self._listener.close()
            with contextlib.suppress(OSError):
                self._wake.send(b"x")

    # ---- connections
    def _run(self, unwanted_after: float) -> None:
        """Serve all connections in one thread: each wait for the interpreter is one that the player waits too."""
        patience: float | None = unwanted_after
        asked = False
        try:
            while not self._ended:
                asking = [connection for connection, link in self._links.items() if not link.answered]
                sending = [connection for connection, link in self._links.items() if link.answered]
                if asked:  # a film that was read to its end is still there for who goes back in it
                    patience = _PATIENCE if asking else None
                ready, free, _ = select.select([self._listener, self._woken, *asking], sending, [], patience)
                if self._ended or not (asked or ready):
                    break
                asked = True
                self._serve(ready, free)
                self._let_go(time.monotonic())
        except (OSError, ValueError):
            pass  # the listener was closed under it, which is how a stream ends
        finally:
            self.cut()
            for connection in tuple(self._links):
                self._close(connection)
            self._content.close()
            for left in (self._wake, self._woken):
                left.close()

    def _serve(self, ready: list[socket.socket], free: list[socket.socket]) -> None:
        if self._listener in ready and (new := self._take()) is not None:
            ready.append(new)  # whoever connects has asked already
        for connection in (*ready, *free):
            link = self._links.get(connection)
            if link is None:
                continue
            try:
                if not link.answered and self._hear(connection, link):
                    link.out = memoryview(self._answer(bytes(link.head), link))
                if link.answered and not self._send(connection, link):
                    self._close(connection)
            except BlockingIOError:
                continue
            except OSError:  # the player seeks elsewhere, or is closed
                self._close(connection)

    def _take(self) -> socket.socket | None:
        try:
            connection = self._listener.accept()[0]
        except (BlockingIOError, ConnectionAbortedError):  # gone again already: no reason to end the film
            return None
        connection.settimeout(0)
        with self._lock:
            if self._ended or len(self._links) >= _MOST:
                connection.close()
                return None
            self._links[connection] = _Link(time.monotonic() + _PATIENCE)
        return connection

    def _let_go(self, now: float) -> None:
        """Close what never asked for anything."""
        for connection, link in tuple(self._links.items()):
            if not link.answered and now > link.until:
                self._close(connection)

    def _close(self, connection: socket.socket) -> None:
        with self._lock:
            self._links.pop(connection, None)
            connection.close()

    # ---- HTTP
    @staticmethod
    def _hear(connection: socket.socket, link: _Link) -> bool:
        """Take what came of a request; returns whether all of it is there."""
        data = connection.recv(_LONGEST_HEAD)
        link.head += data
        if not data or len(link.head) > _LONGEST_HEAD:
            raise OSError("that is no request")
        link.answered = b"\r\n\r\n" in link.head
        return link.answered

    def _answer(self, head: bytes, link: _Link) -> bytes:
        """Return the head of the answer, and let the link know what is sent after it."""
        asked, *fields = head.partition(b"\r\n\r\n")[0].split(b"\r\n")
        method, _, rest = asked.partition(b" ")
        path = rest.partition(b" ")[0]
        if not hmac.compare_digest(path, self._path.encode()):
            return _head(HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
        if method not in {b"GET", b"HEAD"}:
            return _head(HTTPStatus.METHOD_NOT_ALLOWED, {"Content-Length": "0", "Allow": "GET, HEAD"})
        length = self._content.length
        wanted = _range(fields, length)
        if wanted is None:
            unfit = {"Content-Length": "0", "Content-Range": f"bytes */{length}"}
            return _head(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, unfit)
        begin, end, part = wanted
        said = {"Content-Type": self._kind, "Content-Length": str(end - begin), "Accept-Ranges": "bytes"}
        if part:
            said["Content-Range"] = f"bytes {begin}-{end - 1}/{length}"
        if method == b"GET":
            link.place, link.end = begin, end
        return _head(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK, said)

    def _send(self, connection: socket.socket, link: _Link) -> bool:
        """Send what can be sent now; returns whether there is more."""
        if link.place < link.end and len(link.out) < _FIRST:
            piece = self._read(link)
            if not piece:
                return False  # what is missing cannot be made up for: the player sees that the film breaks off
            link.place += len(piece)
            link.out = memoryview(bytes(link.out) + piece)
        link.out = link.out[connection.send(link.out) :]
        return bool(link.out) or link.place < link.end

    def _read(self, link: _Link) -> bytes:
        # Up to where a chunk of the file ends, so that none is opened twice.
        size = min(link.end - link.place, _SLICE - link.place % _SLICE)
        try:
            return self._content.read_at(link.place, size)
        except AppError as problem:
            self._problem = self._problem or problem
        except OSError as problem:
            self._problem = self._problem or AppError(
                "This recording cannot be read from the archive now",
                "Look whether its folder is connected, then play it again.",
                retryable=True,
                details=type(problem).__name__,
            )
        return b""


@dataclass(slots=True, eq=False)
class _Link:
    """A connection of the player's.

    Attributes:
        until: When it is closed, if it has not asked by then.
        out: What is sent next.
        place: Where in the content what follows it begins.
    """

    until: float
    head: bytearray = field(default_factory=bytearray)
    answered: bool = False
    out: memoryview = field(default_factory=lambda: memoryview(b""))
    place: int = 0
    end: int = 0


def _listen() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else any other program may listen on the same port too
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    # A player that looks for a film's index takes a little here and there: not megabytes ahead for each.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SLICE)
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(_MOST)
        listener.settimeout(0)  # who was gone before it was let in must not be waited for
    except OSError:
        listener.close()
        raise
    return listener


def _range(fields: list[bytes], length: int) -> tuple[int, int, bool] | None:
    """Return from where to where (exclusive) is asked for, and whether as a part; None where there is nothing."""
    for each in fields:
        name, _, value = each.partition(b":")
        if name.strip().lower() == b"range" and (found := _RANGE.fullmatch(value.strip())):
            begin = int(found[1])
            end = min(int(found[2]) + 1, length) if found[2] else length
            return (begin, end, True) if begin < end else None
    return 0, length, False


def _head(status: HTTPStatus, fields: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    lines += ["Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii")
