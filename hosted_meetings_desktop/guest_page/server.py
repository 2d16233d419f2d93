"""Serves the guest page on this PC, so that links work at once in practice mode."""

from __future__ import annotations

import logging
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from hosted_meetings_desktop.guest_page import contents
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.contents import PageFile
from hosted_meetings_desktop.support import paths

logger = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_POLL_SECONDS = 0.1


class GuestPageServer:
    """The page on a free port of the loopback address; it may speak to an embedded service there, and to nobody else.

    Args:
        brand: How the page looks; a practice clinic when None.
        resources: The folder ``resources``; the program's own when None.
    """

    def __init__(self, brand: GuestBrand | None = None, *, resources: Path | None = None) -> None:
        self._brand = brand or GuestBrand(name="Practice clinic")
        self._resources = resources or paths.resources()
        self._server: _Server | None = None

    def start(self) -> str:
        """Begin to serve; return the page's address. Harmless when it runs already.

        Raises:
            AppError: this copy of the app lacks files of the page.
            OSError: no port can be had.
        """
        if self._server is None:
            files = contents.page_files(self._brand, self._resources, practice=True)
            policy = contents.content_policy(self._brand.kits, practice=True, watch_too=True)
            self._server = _Server(files, contents.headers(policy))
            threading.Thread(
                target=self._server.serve_forever, args=(_POLL_SECONDS,), name="guest page", daemon=True
            ).start()
        return self.address()

    def address(self) -> str:
        """Return the page's address, empty while it is not served: this is a ``domain.ports.GuestPage``."""
        return "" if self._server is None else f"http://{_HOST}:{self._server.server_address[1]}/"

    def stop(self) -> None:
        """End serving; harmless when it does not run."""
        if (server := self._server) is not None:
            self._server = None
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A browser keeps its connections open: do not wait for them at the end.
    block_on_close = False

    def __init__(self, files: dict[str, PageFile], headers: dict[str, str]) -> None:
        super().__init__((_HOST, 0), _Handler)
        self.files = files
        self.headers = headers
        port = self.server_address[1]
        self.names = {f"{_HOST}:{port}", f"localhost:{port}"}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note that an answer was not taken: browsers close connections whenever they like."""
        logger.debug("A request for the guest page ended early")


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "GuestPage"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        # Any other name leads here only by a foreign page's trick with its own domain name.
        if self.headers.get("Host") not in self.server.names:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"", ".txt", with_body=with_body)
            return
        name = unquote(urlsplit(self.path).path).removeprefix("/") or contents.INDEX
        # Only names on the list are served: no folder, no way out of one.
        file = self.server.files.get(name)
        if file is None:
            self._send(HTTPStatus.NOT_FOUND, b"Not here", ".txt", with_body=with_body)
            return
        self._send(HTTPStatus.OK, file.content(), PurePosixPath(name).suffix, with_body=with_body)

    def _send(self, status: HTTPStatus, body: bytes, suffix: str, *, with_body: bool) -> None:
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", contents.TYPES[suffix])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
        """Say nothing: what a guest opens is nobody's business."""
