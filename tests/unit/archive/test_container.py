"""Files of the archive: whatever is written comes back, from any place, and any change is found."""

from __future__ import annotations

import hashlib
import io
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.archive.container import HEADER, TAG, Header, SealedReader, SealedWriter
from hosted_meetings_desktop.domain.archive import Damaged

KEY = bytes(range(32))
SMALL = 10
"""log2 of a chunk of 1 KiB, so that few bytes are many chunks."""
CHUNK = 1 << SMALL

lengths = st.one_of(st.integers(0, 5 * CHUNK), st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]))


def content_of(length: int) -> bytes:
    return hashlib.shake_128(str(length).encode()).digest(length)


def seal(path: Path, content: bytes, key: bytes = KEY) -> str:
    path.unlink(missing_ok=True)
    writer = SealedWriter(path, key, len(content), chunk_log2=SMALL)
    writer.write(content)
    return writer.finish()


def opened(data: bytes, key: bytes = KEY) -> SealedReader:
    return SealedReader(io.BytesIO(data), key)


@given(lengths, st.lists(st.integers(1, 3 * CHUNK), max_size=8))
def test_what_is_written_in_any_pieces_comes_back(
    tmp_path_factory: pytest.TempPathFactory, length: int, cuts: list[int]
) -> None:
    content, path = content_of(length), tmp_path_factory.mktemp("a") / "file"
    writer, place = SealedWriter(path, KEY, length, chunk_log2=SMALL), 0
    for cut in (*cuts, length):
        writer.write(content[place : place + cut])
        place = min(place + cut, length)
    digest = writer.finish()

    reader = SealedReader.at(path, KEY)
    assert reader.read_at(0, length) == content
    assert digest == reader.check() == hashlib.sha256(content).hexdigest()
    assert path.stat().st_size == reader.header.sealed_length
    reader.close()


@given(st.integers(0, 6 * CHUNK), st.integers(0, 4 * CHUNK))
def test_any_part_can_be_read(tmp_path_factory: pytest.TempPathFactory, place: int, size: int) -> None:
    content, path = content_of(4 * CHUNK + 7), tmp_path_factory.mktemp("a") / "file"
    seal(path, content)
    assert opened(path.read_bytes()).read_at(place, size) == content[place : place + size]


@given(lengths, st.data())
def test_a_change_of_any_byte_is_found(
    tmp_path_factory: pytest.TempPathFactory, length: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("a") / "file"
    seal(path, content_of(length))
    sealed = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        opened(bytes(sealed)).check()


def test_every_single_byte_of_a_file_counts(tmp_path: Path) -> None:
    path = tmp_path / "file"
    seal(path, content_of(CHUNK + 100))
    sealed = path.read_bytes()
    for place in range(len(sealed)):
        with pytest.raises(Damaged):
            opened(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]).check()


@given(lengths, st.data())
def test_a_file_that_is_cut_off_or_longer_is_found(
    tmp_path_factory: pytest.TempPathFactory, length: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("a") / "file"
    seal(path, content_of(length))
    sealed = path.read_bytes()
    for wrong in (sealed[: data.draw(st.integers(0, len(sealed) - 1))], sealed + b"\0", sealed + sealed[HEADER:]):
        with pytest.raises(Damaged):
            opened(wrong)


def test_chunks_cannot_be_moved_or_taken_from_another_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    content = content_of(3 * CHUNK)
    seal(one, content)
    seal(other, content)
    sealed, strange = one.read_bytes(), other.read_bytes()
    first, second = (slice(HEADER + n * (CHUNK + TAG), HEADER + (n + 1) * (CHUNK + TAG)) for n in range(2))
    moved = sealed[:HEADER] + sealed[second] + sealed[first] + sealed[second.stop :]
    mixed = sealed[: second.start] + strange[second] + sealed[second.stop :]
    for wrong in (moved, mixed):
        with pytest.raises(Damaged):
            opened(wrong).check()
    assert sealed != strange, "two files must not be sealed alike"


def test_the_key_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    seal(path, b"what a patient said")
    assert b"patient" not in path.read_bytes()
    with pytest.raises(Damaged):
        opened(path.read_bytes(), bytes(32))


@given(lengths, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()), max_size=4))
def test_a_download_that_breaks_off_goes_on(
    tmp_path_factory: pytest.TempPathFactory, length: int, breaks: list[tuple[float, float, bool]]
) -> None:
    content, path = content_of(length), tmp_path_factory.mktemp("a") / "file"
    for more, kept, rubbish in breaks:
        with closing(SealedWriter(path, KEY, length, chunk_log2=SMALL)) as writer:
            place = writer.done
            writer.write(content[place : place + round(more * (length - place))])
        # The power went in the middle of a write, or something else wrote into it.
        with path.open("r+b") as file:
            file.truncate(round(kept * path.stat().st_size))
            if rubbish:
                file.seek(0, io.SEEK_END)
                file.write(b"rubbish")
    writer = SealedWriter(path, KEY, length, chunk_log2=SMALL)
    writer.write(content[writer.done :])
    digest = writer.finish()
    assert opened(path.read_bytes()).read_at(0, length) == content
    assert digest == hashlib.sha256(content).hexdigest()


def test_what_was_finished_can_be_finished_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for length in (0, 5, CHUNK, CHUNK + 1):
        digest = seal(path, content_of(length))
        again = SealedWriter(path, KEY, length, chunk_log2=SMALL)
        assert again.done == length
        assert again.finish() == digest


def test_a_file_of_another_length_or_key_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for key, length in ((KEY, 2 * CHUNK), (bytes(32), 3 * CHUNK)):
        seal(path, content_of(3 * CHUNK))
        before = Header.unpack(path.read_bytes()[:HEADER])
        with closing(SealedWriter(path, key, length)) as writer:
            assert writer.done == 0
        assert Header.unpack(path.read_bytes()[:HEADER]).salt != before.salt, "one nonce for two contents"


def test_too_much_and_too_little_are_refused(tmp_path: Path) -> None:
    writer = SealedWriter(tmp_path / "file", KEY, 3)
    with pytest.raises(ValueError, match="more than 3"):
        writer.write(b"four")
    writer.write(b"on")
    with pytest.raises(ValueError, match="2 bytes, not 3"):
        writer.finish()
    writer.close()


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with pytest.raises(Damaged):
        opened(data)
    with pytest.raises(Damaged):
        opened(Header(0, bytes(32), SMALL).pack() + data)
