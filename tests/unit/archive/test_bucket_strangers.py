"""Services that are none, that lie, or that send without an end: nothing of theirs is taken, and it is told."""

from __future__ import annotations

import gc
import io
import os
import ssl
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.archive.bucket import BucketVault, OwnBucket
from hosted_meetings_desktop.archive.bucket_client import open_client
from hosted_meetings_desktop.archive.bucket_file import BucketFile
from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.vault import Bucket, VaultProblem, VaultTrouble
from tests.unit.archive.bucket_kit import say, service, vault_of, watched
from tests.unit.archive.vault_kit import ITEM, PLACE, ignore, take_in

SIGN_IN = b"<!DOCTYPE html><html><p>Sign in to this network<br></html>"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><ListBucketResult><Contents><Key>&j;</Key></Contents></ListBucketResult>"
)


@pytest.mark.parametrize("page", [SIGN_IN, BOMB, b"\0", b"<a/>" * 100], ids=["portal", "bomb", "zero", "many"])
def test_what_answers_with_something_else_is_told(page: bytes) -> None:
    with service(lambda asked: say(asked, page)) as bucket, pytest.raises(VaultProblem) as caught:
        OwnBucket(bucket).look()
    assert caught.value.trouble is VaultTrouble.AWAY
    assert "Sign in to this network" not in caught.value.details


def test_a_service_that_does_not_say_how_long_a_file_is(tmp_path: Path) -> None:
    with service(lambda asked: say(asked, length=False)) as bucket, pytest.raises(VaultProblem):
        OwnBucket(bucket).content("visit.mp4")


FILM = os.urandom(5 << 20)


class Film:
    """A service that has one film and gives its parts as it likes."""

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        self.sent = 0

    def __call__(self, asked: BaseHTTPRequestHandler) -> None:
        if asked.command == "HEAD":
            say(asked, content_length=str(len(FILM)), etag='"1"')
            return
        begin, end = (int(each) for each in asked.headers["range"].removeprefix("bytes=").split("-"))
        self.give(asked, begin, end + 1)

    def give(self, asked: BaseHTTPRequestHandler, begin: int, end: int) -> None:
        raise NotImplementedError


class Whole(Film):
    """Knows no ranges: always gives all, and then more."""

    def give(self, asked: BaseHTTPRequestHandler, begin: int, end: int) -> None:
        say(asked, length=False)
        for _number in range(200):
            asked.wfile.write(bytes(1 << 20))
            self.sent += 1


class Shifted(Film):
    """Gives as much as was asked for, from somewhere else."""

    def give(self, asked: BaseHTTPRequestHandler, begin: int, end: int) -> None:
        span = f"bytes {begin - 5}-{end - 6}/{len(FILM)}"
        say(asked, FILM[begin - 5 : end - 5], 206, content_range=span)


@pytest.mark.parametrize("kind", [Whole, Shifted])
def test_another_part_than_was_asked_for_is_refused_and_not_read(kind: type[Film]) -> None:
    film = kind()
    with service(film) as bucket:
        content = OwnBucket(bucket).content("visit.mp4")
        with pytest.raises(Damaged):
            content.read_at(3 << 20, 100)
        del content
        gc.collect()
    assert film.sent < 100, "all of a film was taken into memory"


def test_a_mark_without_an_end_is_not_read(tmp_path: Path) -> None:
    film = Whole()
    with service(lambda asked: film.give(asked, 0, 0)) as bucket, pytest.raises(VaultProblem) as caught:
        vault_of(bucket, tmp_path).open("")
    assert caught.value.trouble is VaultTrouble.DAMAGED
    assert film.sent < 100


def test_a_body_that_tls_breaks_off_is_told(vault: BucketVault) -> None:
    """botocore takes over timeouts and cut connections, not what the TLS layer says of them."""
    from urllib3.exceptions import SSLError

    class Broken:
        def read(self, _size: int | None = None) -> bytes:
            raise SSLError(ssl.SSLError("bad record mac"))

        def close(self) -> None:
            """Nothing is open."""

    take_in(vault, b"short")
    vault.put(ITEM, PLACE, ignore)
    calls = watched(vault)
    file = BucketFile(calls, vault._bucket.name, f"archive/{PLACE}")
    calls.before["get_object"] = lambda whole, arguments: whole(**arguments) | {"Body": Broken()}
    with pytest.raises(VaultProblem):
        file.read_at(0, 10)


@given(st.data())
def test_any_part_of_an_object_is_what_it_is(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(FILM) + 10))
    size = data.draw(st.one_of(st.integers(0, 4 << 20), st.sampled_from([1, 1 << 20, (1 << 20) + 1])))
    assert OBJECT.read_at(place, size) == FILM[place : place + size]


class Fetched:
    """A client that has one object."""

    def head_object(self, **_arguments: str) -> dict[str, Any]:
        return {"ContentLength": len(FILM), "ETag": '"1"'}

    def get_object(self, Range: str, **_arguments: str) -> dict[str, Any]:  # noqa: N803 (as botocore names it)
        begin, end = (int(each) for each in Range.removeprefix("bytes=").split("-"))
        part = FILM[begin : end + 1]
        span = f"bytes {begin}-{end}/{len(FILM)}"
        return {"Body": io.BytesIO(part), "ContentLength": len(part), "ContentRange": span}


OBJECT = BucketFile(Fetched(), "bucket", "film")


def test_of_two_films_of_one_name_none_is_taken_for_the_other(bucket: Bucket) -> None:
    client, storage = open_client(bucket), OwnBucket(bucket)
    for folder in ("archive/2025", "archive/2026"):
        client.put_object(Bucket=bucket.name, Key=f"{folder}/visit.mp4", Body=b"a film")
    assert storage.find("visit.mp4") is None
    client.put_object(Bucket=bucket.name, Key="archive/visit.mp4", Body=b"a film")
    assert storage.find("visit.mp4") == "archive/visit.mp4"


@pytest.mark.parametrize(
    "text", [b"[" * 50_000, b'{"format": 1, "id": "", "check": ""}', b'{"format": 1, "id": 5, "check": 5}']
)
def test_a_mark_that_is_none_is_told(vault: BucketVault, bucket: Bucket, tmp_path: Path, text: bytes) -> None:
    key = "archive/hosted-meetings-archive.json"
    open_client(bucket).put_object(Bucket=bucket.name, Key=key, Body=text)
    with pytest.raises(VaultProblem) as caught:
        vault_of(bucket, tmp_path).open("")
    assert caught.value.trouble is VaultTrouble.DAMAGED
