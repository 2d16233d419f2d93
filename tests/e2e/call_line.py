"""A line between a call and the embedded service that can be cut and mended, as a network cable can."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

_CHUNK = 65_536


class CuttableLine:
    """Passes TCP connections on to a port of this PC.

    While it is cut, what is sent stays on the way and new connections are not answered: nobody is told of the break,
    as when a cable is pulled.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._ended = False
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = parts._replace(netloc=f"127.0.0.1:{self._server.getsockname()[1]}").geturl()
        threading.Thread(target=self._accept, daemon=True, name="cuttable line").start()

    def cut(self) -> None:
        """Pull the cable."""
        self._whole.clear()

    def mend(self) -> None:
        """Put it back; what was on its way when it was pulled is lost, and with it those connections."""
        for one in tuple(self._open):
            _break(one)
        self._whole.set()

    def close(self) -> None:
        """End everything."""
        self._ended = True
        self._server.close()
        self.mend()

    def _accept(self) -> None:
        while not self._ended:
            try:
                near, _address = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True, name="cuttable line").start()

    def _serve(self, near: socket.socket) -> None:
        self._open.add(near)
        self._whole.wait()
        try:
            far = socket.create_connection(self._target)
        except OSError:
            self._forget(near)
            return
        self._open.add(far)
        back = threading.Thread(target=self._pump, args=(far, near), daemon=True, name="cuttable line")
        back.start()
        self._pump(near, far)
        back.join()
        for one in (near, far):
            self._forget(one)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                self._whole.wait()
                sink.sendall(data)
        for one in (source, sink):
            _break(one)

    def _forget(self, one: socket.socket) -> None:
        self._open.discard(one)
        one.close()


def _break(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def cuttable_line(target: str) -> Iterator[CuttableLine]:
    """Lay a line to ``target`` while the block runs."""
    line = CuttableLine(target)
    try:
        yield line
    finally:
        line.close()
