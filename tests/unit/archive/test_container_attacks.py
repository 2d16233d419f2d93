"""Whatever is done to a sealed file is found, no nonce meets two contents, and far places are read as near ones."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.archive import container
from hosted_meetings_desktop.archive.container import HEADER, TAG, Header, SealedReader, SealedWriter
from hosted_meetings_desktop.archive.intake import Incoming, SealedIntake
from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.vault import NotWhole, VaultProblem
from tests.unit.archive.vault_kit import ITEM, KEY

SMALL = 10
CHUNK = 1 << SMALL
LENGTH = 5 * CHUNK + 7


def content_of(length: int, version: str = "") -> bytes:
    return hashlib.shake_128(f"{length}{version}".encode()).digest(length)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Two items' files of one archive with one content."""
    sealed = []
    for name in ("one", "other"):
        path = tmp_path_factory.mktemp("a") / name
        writer = SealedWriter(path, KEY, LENGTH, chunk_log2=SMALL, owner=name)
        writer.write(content_of(LENGTH))
        writer.finish()
        sealed.append(path.read_bytes())
    return sealed[0], sealed[1]


# ---- what is done to a file
def spoiled(data: st.DataObject, sealed: bytes, other: bytes) -> bytes:
    """Change a file as disks, people and attackers do."""
    place = data.draw(st.integers(0, len(sealed) - 1), "place")
    size = data.draw(st.one_of(st.integers(1, len(sealed)), st.sampled_from([1, TAG, HEADER, CHUNK + TAG])), "size")
    if data.draw(st.booleans(), "at a chunk"):
        place = HEADER + place % 5 * (CHUNK + TAG)
    part, before, after = sealed[place : place + size], sealed[:place], sealed[place + size :]
    deeds = {
        "lost": before + after,
        "twice": before + part + part + after,
        "zeros": before + bytes(len(part)) + after,
        "another file's": before + other[place : place + size] + after,
        "backwards": before + part[::-1] + after,
        "cut": before,
        "elsewhere": before + after[: len(after) // 2] + part + after[len(after) // 2 :],
        "more": sealed + part,
        "other header": other[:HEADER] + sealed[HEADER:],
        "before": part + sealed,
        "whole": other,
        "ownerless": sealed[:8] + b"\1" + sealed[9:56] + bytes(8) + sealed[HEADER:],
        "another's": sealed[:56] + other[56:HEADER] + sealed[HEADER:],
    }
    return deeds[data.draw(st.sampled_from(sorted(deeds)), "deed")]


@given(st.data())
def test_whatever_is_done_to_a_file_is_found(pair: tuple[bytes, bytes], data: st.DataObject) -> None:
    wrong = spoiled(data, *pair)
    assume(wrong != pair[0])
    with pytest.raises(Damaged):
        SealedReader(io.BytesIO(wrong), KEY, "one").check()


@given(st.data())
def test_what_can_still_be_read_of_a_spoiled_file_is_right(pair: tuple[bytes, bytes], data: st.DataObject) -> None:
    """Any reading, in any order, gives the content or says that it is damaged: never something else."""
    content = content_of(LENGTH)
    try:
        reader = SealedReader(io.BytesIO(spoiled(data, *pair)), KEY, "one")
    except Damaged:
        return
    for _number in range(4):
        place, size = data.draw(st.integers(0, LENGTH + 5)), data.draw(st.integers(0, LENGTH))
        try:
            assert reader.read_at(place, size) == content[place : place + size]
        except Damaged:
            continue


# ---- beyond 4 GiB
@given(st.integers(0, container.LONGEST), st.integers(10, 24), st.data())
def test_chunks_lie_one_after_the_other_in_files_of_any_length(
    length: int, chunk_log2: int, data: st.DataObject
) -> None:
    header = Header(length, bytes(32), chunk_log2)
    assert Header.unpack(header.pack()) == header
    number = data.draw(st.integers(0, header.chunks - 1))
    end = header.place_of(number) + header.size_of(number) + TAG
    last = number == header.chunks - 1
    assert end == (header.sealed_length if last else header.place_of(number + 1))
    assert 0 <= header.size_of(number) <= header.chunk
    assert last or header.size_of(number) == header.chunk


class Far(io.RawIOBase):
    """A sealed file of terabytes that is made where it is read."""

    def __init__(self, header: Header) -> None:
        self._header, self._sealer, self._place = header, container._Sealer(KEY, header), 0

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        self._place = {os.SEEK_SET: 0, os.SEEK_END: self._header.sealed_length}[whence] + place
        return self._place

    def read(self, size: int = -1) -> bytes:
        if self._place == 0:
            return self._header.pack()
        number, within = divmod(self._place - HEADER, self._header.chunk + TAG)
        assert (within, size) == (0, self._header.size_of(number) + TAG)
        content = b"".join(_far(number * self._header.chunk, self._header.size_of(number)))
        return self._sealer.seal(number, content)


def _far(place: int, size: int) -> list[bytes]:
    return [((place + each) % 251).to_bytes(1, "big") for each in range(size)]


@given(st.one_of(st.integers(0, 5 << 40), st.sampled_from([(1 << 32) - 3, 1 << 32, (1 << 31) - 1])))
@settings(max_examples=40)
def test_far_places_are_read_as_near_ones(place: int) -> None:
    reader = SealedReader(Far(Header(5 << 40, bytes(32), SMALL)), KEY)  # type: ignore[arg-type]
    assert reader.read_at(place, 2_000) == b"".join(_far(place, min(2_000, (5 << 40) - place)))


# ---- writing
class Failing:
    """A file on a share that fails once, in the middle of a write, and is well again at once."""

    def __init__(self, file: Any, takes: int) -> None:
        self._file, self._takes, self._failed = file, takes, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        if self._failed:
            return int(self._file.write(data))
        if self._takes:
            taken, self._takes = bytes(data[: self._takes]), 0
            return int(self._file.write(taken))
        self._failed = True
        raise OSError(errno.EIO, "Input/output error")


@given(st.integers(1, CHUNK), st.integers(0, 3 * CHUNK))
def test_what_is_tried_again_after_a_failure_is_not_there_twice(
    tmp_path_factory: pytest.TempPathFactory, takes: int, first: int
) -> None:
    """Whoever downloads hands over what came once more where that failed: so nothing is left behind."""
    content, path = content_of(LENGTH), tmp_path_factory.mktemp("a") / "file"
    writer = SealedWriter(path, KEY, LENGTH, chunk_log2=SMALL)
    writer.write(content[:first])
    writer._file = Failing(writer._file, takes)  # type: ignore[assignment]
    for _again in range(2):
        with pytest.raises(OSError, match="Input/output"):
            writer.write(content[first : first + 2 * CHUNK])
    with pytest.raises(OSError, match="Input/output"):
        writer.finish()
    writer.close()
    writer = SealedWriter(path, KEY, LENGTH, chunk_log2=SMALL)
    writer.write(content[writer.done :])
    assert writer.finish() == hashlib.sha256(content).hexdigest()
    assert SealedReader(io.BytesIO(path.read_bytes()), KEY).read_at(0, LENGTH) == content


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    with closing(SealedWriter(tmp_path / "file", KEY, 5)):
        assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 3 * CHUNK)),
        st.tuples(st.just("fail"), st.integers(1, 2 * CHUNK)),
        st.tuples(st.just("power"), st.integers(0, 2 * CHUNK)),
        st.tuples(st.just("close"), st.just(0)),
        st.tuples(st.just("version"), st.integers(0, 1)),
        st.tuples(st.just("restart"), st.just(0)),
    ),
    max_size=12,
)


@given(deeds)
@settings(max_examples=80)
def test_no_nonce_meets_two_contents(tmp_path_factory: pytest.TempPathFactory, wanted: list[tuple[str, int]]) -> None:
    """Through failures, kills, torn ends, new beginnings and servers that give another version without a word."""
    folder, sealed = tmp_path_factory.mktemp("a"), dict[tuple[bytes, int], bytes]()
    contents = [content_of(LENGTH, "a"), content_of(LENGTH, "b")]
    seal = container._Sealer.seal

    def watched(self: Any, number: int, content: bytes) -> bytes:
        known = sealed.setdefault((self._about, number), bytes(content))
        assert known == content, f"nonce {number} for two contents"
        return seal(self, number, content)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(container._Sealer, "seal", watched)
        patched.setattr(container.SealedWriter.__init__, "__kwdefaults__", {"chunk_log2": SMALL})
        version, incoming = 0, Incoming(folder, KEY)
        intake = incoming.intake(ITEM)
        for deed, number in (*wanted, ("version", version), ("write", LENGTH)):
            version = number if deed == "version" else version
            intake = carried_out(deed, number, intake, incoming, contents[version], f'"v{version}"')
        done = intake.finish()
        intake.close()
    assert done == hashlib.sha256(contents[version]).hexdigest()
    with closing(incoming.taken(ITEM)) as reader:
        assert reader.read_at(0, LENGTH) == contents[version]


def carried_out(
    deed: str, number: int, intake: SealedIntake, incoming: Incoming, content: bytes, mark: str
) -> SealedIntake:
    if deed in {"close", "power"}:
        intake.close()
        if number and incoming.part(ITEM).exists():
            os.truncate(incoming.part(ITEM), max(incoming.part(ITEM).stat().st_size - number, 0))
        return incoming.intake(ITEM)
    if deed == "restart":
        intake.restart()
    try:
        intake.begin(LENGTH, mark)
    except NotWhole:
        assert intake.size == 0
        intake.begin(LENGTH, mark)
    if deed == "write":
        intake.write(content[intake.size : intake.size + number])
    if deed == "fail" and intake.size + number <= LENGTH:
        assert intake._writer is not None
        intake._writer._file = Failing(intake._writer._file, number % 50)  # type: ignore[assignment]
        part = content[intake.size : intake.size + number]
        try:
            intake.write(part)
        except VaultProblem:  # as the downloader does: once more, and then it lets go
            with pytest.raises(VaultProblem):
                intake.write(part)
            intake.close()
            return incoming.intake(ITEM)
        intake._writer._file = intake._writer._file._file  # type: ignore[attr-defined]
    return intake
