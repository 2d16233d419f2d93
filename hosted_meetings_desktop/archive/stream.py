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
from http import HTTPStatus

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.vault import Content

_SLICE = 1 << 18
"""Bytes read and sent at a time: a chunk of the archive's files."""
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
        self._reading = threading.Lock()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._ended = False
        self._problem: AppError | None = None
        self._listener = _listen()
        self._wake, self._woken = socket.socketpair()
        self._port: int = self._listener.getsockname()[1]
        listen = threading.Thread(target=self._listen, args=(unwanted_after,), name="player stream", daemon=True)
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
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._listener.close()
        with contextlib.suppress(OSError):
            self._wake.send(b"x")

    # ---- connections
    def _listen(self, unwanted_after: float) -> None:
        try:
            patience: float | None = unwanted_after
            while not self._ended:
                ready, _, _ = select.select([self._listener, self._woken], [], [], patience)
                if self._ended or self._listener not in ready:
                    break
                patience = None
                self._take(self._listener.accept()[0])
        except (OSError, ValueError):
            pass  # the listener was closed under it, which is how a stream ends
        finally:
            self.cut()
            with self._reading:  # not while somebody reads
                self._content.close()
            for left in (self._wake, self._woken):
                left.close()

    def _take(self, connection: socket.socket) -> None:
        with self._lock:
            welcome = not self._ended and len(self._open) < _MOST
            if welcome:
                self._open.add(connection)
        if welcome:
            threading.Thread(target=self._serve, args=(connection,), name="player stream", daemon=True).start()
        else:
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):  # the player seeks elsewhere, or is closed
                self._answer(connection)
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    # ---- HTTP
    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        head = _read_head(connection)
        connection.settimeout(None)
        asked, *fields = head.split(b"\r\n")
        method, _, rest = asked.partition(b" ")
        path = rest.partition(b" ")[0]
        if not hmac.compare_digest(path, self._path.encode()):
            _send_head(connection, HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
            return
        if method not in {b"GET", b"HEAD"}:
            _send_head(connection, HTTPStatus.METHOD_NOT_ALLOWED, {"Content-Length": "0", "Allow": "GET, HEAD"})
            return
        length = self._content.length
        wanted = _range(fields, length)
        if wanted is None:
            unfit = {"Content-Length": "0", "Content-Range": f"bytes */{length}"}
            _send_head(connection, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, unfit)
            return
        begin, end, part = wanted
        said = {"Content-Type": self._kind, "Content-Length": str(end - begin), "Accept-Ranges": "bytes"}
        if part:
            said["Content-Range"] = f"bytes {begin}-{end - 1}/{length}"
        _send_head(connection, HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK, said)
        if method == b"GET":
            self._send(connection, begin, end)

    def _send(self, connection: socket.socket, begin: int, end: int) -> None:
        # The first piece is short up to where a chunk of the file ends, so that none is opened twice.
        while begin < end and not self._ended:
            size = min(end - begin, _SLICE - begin % _SLICE)
            try:
                with self._reading:
                    if self._ended:
                        return
                    data = self._content.read_at(begin, size)
            except AppError as problem:
                self._problem = self._problem or problem
                return
            except OSError as problem:
                self._problem = self._problem or AppError(
                    "This recording cannot be read from the archive now",
                    "Look whether its folder is connected, then play it again.",
                    retryable=True,
                    details=type(problem).__name__,
                )
                return
            if not data:
                return
            connection.sendall(data)
            begin += len(data)


def _listen() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # else any other program may listen on the same port too
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(_MOST)
    except OSError:
        listener.close()
        raise
    return listener


def _read_head(connection: socket.socket) -> bytes:
    """Return the lines of a request; raises OSError where it is none."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(_LONGEST_HEAD)
        head += data
        if not data or len(head) > _LONGEST_HEAD:
            raise OSError("that is no request")
    return head.partition(b"\r\n\r\n")[0]


def _range(fields: list[bytes], length: int) -> tuple[int, int, bool] | None:
    """Return from where to where (exclusive) is asked for, and whether as a part; None where there is nothing."""
    for field in fields:
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"range" and (found := _RANGE.fullmatch(value.strip())):
            begin = int(found[1])
            end = min(int(found[2]) + 1, length) if found[2] else length
            return (begin, end, True) if begin < end else None
    return 0, length, False


def _send_head(connection: socket.socket, status: HTTPStatus, fields: dict[str, str]) -> None:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    lines += ["Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Connection: close", "", ""]
    connection.sendall("\r\n".join(lines).encode("ascii"))
