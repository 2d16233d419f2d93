"""Archives in a bucket whose service can be made to fail, and services that are none."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.archive.bucket import BucketVault
from hosted_meetings_desktop.archive.bucket_client import open_client
from hosted_meetings_desktop.domain.vault import Bucket
from tests.unit.archive.vault_kit import KEY


def vault_of(bucket: Bucket, tmp_path: Path, key: bytes = KEY) -> BucketVault:
    return BucketVault(bucket, lambda: key, tmp_path / "staging")


def names(bucket: Bucket) -> list[str]:
    return [each["Key"] for each in open_client(bucket).list_objects_v2(Bucket=bucket.name).get("Contents", ())]


class Calls:
    """Stands before a client: counts what is asked, and fails or changes what it is told to."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.asked: list[str] = []
        self.before: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self._client, name)
        if name in {"meta", "get_paginator", "close"}:
            return whole

        def call(**arguments: Any) -> Any:
            self.asked.append(name)
            if name in self.before:
                return self.before[name](whole, arguments)
            return whole(**arguments)

        return call


def watched(vault: BucketVault) -> Calls:
    calls = Calls(vault._client)
    vault._opened = calls
    return calls


@contextlib.contextmanager
def service(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Bucket]:
    """Run what answers every request in its own way; gives a bucket there."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.close_connection = True
            with contextlib.suppress(OSError):  # who has heard enough hangs up
                answer(self)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    for method in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Bucket("bucket", "key", "s3cret", f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def say(
    asked: BaseHTTPRequestHandler, body: bytes = b"", status: int = 200, *, length: bool = True, **fields: str
) -> None:
    """Answer a request."""
    asked.send_response(status)
    if length:
        fields = {"content_length": str(len(body))} | fields
    for name, value in fields.items():
        asked.send_header(name.replace("_", "-"), value)
    asked.end_headers()
    if asked.command != "HEAD":
        asked.wfile.write(body)
