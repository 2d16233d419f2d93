"""A film of the archive is served to whoever knows its path, as long as it is played, and to nobody else."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.archive.container import SealedReader, SealedWriter
from hosted_meetings_desktop.archive.stream import Stream
from hosted_meetings_desktop.domain.archive import Damaged

KEY = b"k" * 32
FILM = os.urandom(700_001)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "film"
    writer = SealedWriter(path, KEY, len(FILM))
    writer.write(FILM)
    writer.finish()
    return path


class Watched:
    """A content that says when it was closed, and can hold a reader up."""

    def __init__(self, path: Path) -> None:
        self._reader = SealedReader.at(path, KEY)
        self.closed = threading.Event()
        self.reading = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.fails: Exception | None = None

    @property
    def length(self) -> int:
        return self._reader.length

    def read_at(self, place: int, size: int) -> bytes:
        assert not self.closed.is_set()
        self.reading.set()
        assert self.go_on.wait(20)
        if self.fails is not None:
            raise self.fails
        return self._reader.read_at(place, size)

    def close(self) -> None:
        assert not self.closed.is_set()
        self._reader.close()
        self.closed.set()


@pytest.fixture
def content(sealed: Path) -> Watched:
    return Watched(sealed)


@pytest.fixture
def stream(content: Watched) -> Iterator[Stream]:
    made = Stream(content, ".mp4")
    yield made
    made.cut()
    assert content.closed.wait(20)


def ask(
    stream: Stream, method: str = "GET", path: str | None = None, **fields: str
) -> tuple[int, bytes, dict[str, str]]:
    where = urlsplit(stream.address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 0, timeout=20)
    connection.request(method, where.path if path is None else path, headers=fields)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


def test_all_of_it_is_served(stream: Stream) -> None:
    status, body, fields = ask(stream)
    assert (status, body) == (200, FILM)
    assert (fields["accept-ranges"], fields["content-type"], fields["cache-control"]) == (
        "bytes",
        "video/mp4",
        "no-store",
    )


@pytest.mark.parametrize(
    ("wanted", "begin", "end"),
    [
        ("0-", 0, len(FILM)),
        ("699999-", 699_999, len(FILM)),
        ("262143-262144", 262_143, 262_145),
        ("5-9999999", 5, len(FILM)),
    ],
)
def test_parts_of_it_are_served(stream: Stream, wanted: str, begin: int, end: int) -> None:
    status, body, fields = ask(stream, Range=f"bytes={wanted}")
    assert (status, body) == (206, FILM[begin:end])
    assert fields["content-range"] == f"bytes {begin}-{end - 1}/{len(FILM)}"


def test_what_lies_beyond_its_end_is_not_there(stream: Stream) -> None:
    status, body, fields = ask(stream, Range=f"bytes={len(FILM)}-")
    assert (status, body, fields["content-range"]) == (416, b"", f"bytes */{len(FILM)}")


def test_its_head_alone_can_be_asked_for(stream: Stream) -> None:
    assert ask(stream, "HEAD")[2]["content-length"] == str(len(FILM))
    assert ask(stream, "PUT")[0] == 405


@pytest.mark.parametrize("path", ["/", "/film.mp4", "*", "/" + "x" * 43 + "/film.mp4"])
def test_whoever_does_not_know_the_path_gets_nothing(stream: Stream, content: Watched, path: str) -> None:
    status, body, fields = ask(stream, path=path)
    assert (status, body) == (404, b"")
    assert "content-type" not in fields
    assert not content.reading.is_set()


def test_two_films_have_two_paths_and_only_loopback(stream: Stream, sealed: Path) -> None:
    other = Stream(SealedReader.at(sealed, KEY), ".exe")
    try:
        assert urlsplit(other.address).hostname == "127.0.0.1"
        assert urlsplit(other.address).path.split("/")[1] != urlsplit(stream.address).path.split("/")[1]
        assert len(urlsplit(other.address).path.split("/")[1]) >= 43
        assert ask(other, path=urlsplit(stream.address).path)[0] == 404
    finally:
        other.cut()


def test_a_cut_ends_what_is_on_its_way_and_lets_nobody_in(content: Watched) -> None:
    stream = Stream(content)
    where = urlsplit(stream.address)
    content.go_on.clear()
    waiting = socket.create_connection((where.hostname or "", where.port or 0), timeout=20)
    waiting.sendall(f"GET {where.path} HTTP/1.1\r\n\r\n".encode())
    assert content.reading.wait(20)
    stream.cut()  # somebody reads, and this does not wait for it
    stream.cut()
    got = b""
    while part := waiting.recv(65_536):
        got += part
    assert FILM[:100] not in got
    assert not content.closed.is_set()
    content.go_on.set()
    assert content.closed.wait(20)
    waiting.close()
    with pytest.raises(OSError, match=r"."):
        socket.create_connection((where.hostname or "", where.port or 0), timeout=2)


def test_what_nobody_asks_for_ends_by_itself(content: Watched) -> None:
    stream = Stream(content, unwanted_after=0.05)
    assert content.closed.wait(20)
    stream.cut()


def test_a_film_that_was_read_to_its_end_is_there_for_who_goes_back_in_it(content: Watched) -> None:
    stream = Stream(content, unwanted_after=0.2)
    try:
        for begin in (0, 500_000, 10):
            assert ask(stream, Range=f"bytes={begin}-")[1] == FILM[begin:]
            assert not content.closed.wait(0.5)
    finally:
        stream.cut()
    assert content.closed.wait(20)


def test_what_is_damaged_ends_the_stream_and_is_told(stream: Stream, content: Watched) -> None:
    content.fails = Damaged("chunk 1 was changed")
    with pytest.raises(http.client.HTTPException):
        ask(stream)
    assert isinstance(stream.problem, Damaged)


def test_a_folder_that_is_away_is_told_in_a_sentence(stream: Stream, content: Watched) -> None:
    content.fails = OSError(5, "secret path")
    with pytest.raises(http.client.HTTPException):
        ask(stream)
    assert stream.problem is not None
    assert "folder is connected" in stream.problem.advice
    assert "secret" not in stream.problem.details


def test_a_changed_file_is_found_while_it_is_played(sealed: Path, tmp_path: Path) -> None:
    changed = bytearray(sealed.read_bytes())
    changed[400_000] ^= 1
    (tmp_path / "film").write_bytes(changed)
    stream = Stream(SealedReader.at(tmp_path / "film", KEY))
    try:
        with pytest.raises(http.client.HTTPException):
            ask(stream)
        assert isinstance(stream.problem, Damaged)
    finally:
        stream.cut()


@given(st.binary(min_size=1, max_size=300))
def test_nonsense_gets_nothing(sealed: Path, said: bytes) -> None:
    content = Watched(sealed)
    stream = Stream(content)
    where = urlsplit(stream.address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=20) as connection:
        connection.sendall(said + b"\r\n\r\n")
        answer = connection.recv(65_536)
    assert not answer or answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405"))
    stream.cut()
    assert content.closed.wait(20)
    assert not content.reading.is_set()


def test_a_head_without_an_end_is_not_kept(stream: Stream) -> None:
    where = urlsplit(stream.address)
    place = (where.hostname or "", where.port or 0)
    with contextlib.suppress(ConnectionError), socket.create_connection(place, timeout=20) as connection:
        connection.sendall(b"G" * 20_000)
        assert connection.recv(10) == b""


class Hasty:
    """A listener at which somebody is gone before being let in."""

    def __init__(self, listener: socket.socket, trouble: type[OSError]) -> None:
        self._listener, self._trouble, self.asked = listener, trouble, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)

    def accept(self) -> Any:
        self.asked += 1
        if self.asked == 1:
            raise self._trouble
        return self._listener.accept()


@pytest.mark.parametrize("trouble", [ConnectionAbortedError, BlockingIOError])
def test_who_is_gone_before_being_let_in_does_not_end_the_film(stream: Stream, trouble: type[OSError]) -> None:
    assert stream._listener.gettimeout() == 0, "who is gone already must not be waited for"
    hasty = Hasty(stream._listener, trouble)
    stream._listener = hasty  # type: ignore[assignment]
    for _number in range(3):
        assert ask(stream, Range="bytes=0-9")[:2] == (206, FILM[:10])
    assert hasty.asked > 1


@given(st.integers(0, len(FILM) + 5), st.integers(0, len(FILM) + 5))
@settings(max_examples=30)
def test_any_part_that_is_asked_for_is_served(sealed: Path, begin: int, end: int) -> None:
    stream = Stream(SealedReader.at(sealed, KEY))
    try:
        status, body, fields = ask(stream, Range=f"bytes={begin}-{end}")
    finally:
        stream.cut()
    if begin >= len(FILM) or end < begin:
        assert (status, body) == (416, b"")
    else:
        assert (status, body) == (206, FILM[begin : end + 1])
        assert fields["content-length"] == str(len(body))
