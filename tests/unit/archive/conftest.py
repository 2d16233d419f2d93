"""A real S3 server on loopback, and an archive in a bucket of it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hosted_meetings_desktop.domain.vault import Bucket

if TYPE_CHECKING:
    from hosted_meetings_desktop.archive.bucket import BucketVault


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(address: str, request: pytest.FixtureRequest) -> Bucket:
    from hosted_meetings_desktop.archive.bucket_client import open_client

    name = hashlib.md5(request.node.nodeid.encode(), usedforsecurity=False).hexdigest()
    made = Bucket(f"clinic-{name}", "key", "s3cret", address, prefix="/archive/")
    open_client(made).create_bucket(Bucket=made.name)
    return made


@pytest.fixture
def vault(bucket: Bucket, tmp_path: Path) -> Iterator[BucketVault]:
    from tests.unit.archive.bucket_kit import vault_of

    made = vault_of(bucket, tmp_path)
    made.open("")
    yield made
    made.close()
