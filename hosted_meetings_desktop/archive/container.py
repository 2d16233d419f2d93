"""One encrypted file of the archive: written piece by piece, read from anywhere, and any change to it is found.

A file is a header and chunks of AES-256-GCM. The header says how long the content is and is authenticated with every
chunk; the nonce is the chunk's number; the key is the file's own, derived from the archive's with a random salt. So
chunks can be read in any order, and none can be changed, left out, moved within the file or taken from another one.
The header also says whose file it is, so that one whole file cannot be put in the place of another.

    bytes  0-7   magic "HMARCHIV"
           8     version: 2, or 1 where it has no owner
           9     log2 of the chunk's size
          10-15  zero
          16-23  length of the content in bytes, unsigned, big endian
          24-55  salt
          56-63  owner: the beginning of the SHA-256 of its item's id; zero where it has none
    then each chunk of content, followed by its tag of 16 bytes; the last chunk may be shorter, and an empty content
    has one empty chunk.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.domain.archive import Damaged

HEADER = 64
TAG = 16
CHUNK_LOG2 = 18
LONGEST = 1 << 50
"""A content longer than this is a damaged header, not a recording."""

_MAGIC = b"HMARCHIV"
_NOBODY = bytes(8)
_LAYOUT = struct.Struct(">8sBB6xQ32s8s")
_CHUNKS = range(10, 25)
_PURPOSE = b"hosted-meetings archive file"


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes of a file say.

    Attributes:
        length: Bytes of the content.
        salt: 32 random bytes, the file's own.
        chunk_log2: log2 of the bytes in a chunk.
        owner: 8 bytes that stand for the item; see :func:`owner_of`.
    """

    length: int
    salt: bytes
    chunk_log2: int = CHUNK_LOG2
    owner: bytes = _NOBODY

    @property
    def chunk(self) -> int:
        """Bytes of content in a full chunk."""
        return 1 << self.chunk_log2

    @property
    def chunks(self) -> int:
        """How many chunks there are: at least one."""
        return max(1, -(-self.length // self.chunk))

    @property
    def sealed_length(self) -> int:
        """How long the whole file is."""
        return HEADER + self.length + self.chunks * TAG

    def size_of(self, number: int) -> int:
        """Return how many bytes of content a chunk has."""
        return min(self.chunk, self.length - number * self.chunk)

    def place_of(self, number: int) -> int:
        """Return where in the file a chunk begins."""
        return HEADER + number * (self.chunk + TAG)

    def pack(self) -> bytes:
        """Return the header's bytes."""
        version = 1 if self.owner == _NOBODY else 2
        return _LAYOUT.pack(_MAGIC, version, self.chunk_log2, self.length, self.salt, self.owner)

    @classmethod
    def unpack(cls, data: bytes) -> Header:
        """Read a header.

        Raises:
            Damaged: those are no bytes of a header of ours.
        """
        if len(data) != HEADER or not data.startswith(_MAGIC):
            raise Damaged("it does not begin as a file of the archive does")
        _magic, version, chunk_log2, length, salt, owner = _LAYOUT.unpack(data)
        header = cls(length, salt, chunk_log2, owner)
        if version not in {1, 2}:
            raise Damaged(f"it has version {version}, which this version of the app does not know")
        if chunk_log2 not in _CHUNKS or length > LONGEST or header.pack() != data:
            raise Damaged("its beginning was changed")
        return header


def owner_of(item: str) -> bytes:
    """Return what stands for an item in its file's header; zeros for none."""
    return hashlib.sha256(item.encode()).digest()[: len(_NOBODY)] if item else _NOBODY


class _Sealer:
    """Seals and opens the chunks of one file."""

    def __init__(self, key: bytes, header: Header) -> None:
        derived = HKDF(SHA256(), length=32, salt=header.salt, info=_PURPOSE).derive(key)
        self._cipher = AESGCM(derived)
        self._about = header.pack()

    def seal(self, number: int, content: bytes | memoryview) -> bytes:
        return self._cipher.encrypt(number.to_bytes(12, "big"), content, self._about)

    def open(self, number: int, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(number.to_bytes(12, "big"), sealed, self._about)
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"chunk {number} was changed or belongs to another file") from error


class SealedWriter:
    """Writes a file of a known length, and goes on with one that was broken off.

    The file grows chunk by chunk; before :meth:`finish` it is unfinished, and :class:`SealedReader` refuses it.
    Whoever goes on has to give the same content, as a nonce must not be used for two; a file that is begun anew has
    a new key of its own.
    """

    def __init__(self, path: Path, key: bytes, length: int, *, chunk_log2: int = CHUNK_LOG2, owner: str = "") -> None:
        """Begin a file, or go on with what lies at ``path`` if that is the beginning of one of the same length.

        Args:
            path: Where the unfinished file lies.
            key: The archive's, 32 bytes.
            length: Bytes of the content.
            chunk_log2: log2 of the chunk's size, for a new file.
            owner: The id of the item whose file it is.

        Raises:
            OSError: the place cannot be written.
        """
        self._length = length
        self._hash = hashlib.sha256()
        self._kept = bytearray()
        self._refused: OSError | None = None
        # Unbuffered: what a full disk did not take must not linger in a buffer.
        self._file = open(  # noqa: SIM115 (closed by close)
            path, "r+b" if path.exists() else "x+b", buffering=0, opener=for_its_owner
        )
        try:
            self._header, self._number = Header(length, os.urandom(32), chunk_log2, owner_of(owner)), 0
            before = self._header_of_before()
            if before is not None:
                self._number = self._find_whole_chunks(_Sealer(key, before), before)
            if self._number and before is not None:
                self._header = before
            else:
                self._file.seek(0)
                self._put(self._header.pack())
            self._sealer = _Sealer(key, self._header)
            self._file.seek(min(self._header.place_of(self._number), self._header.sealed_length))
            self._file.truncate()
        except BaseException:
            self._file.close()
            raise

    @property
    def length(self) -> int:
        """Bytes that the content has."""
        return self._length

    @property
    def done(self) -> int:
        """Bytes of content taken up to now: where to go on from."""
        return min(self._number * self._header.chunk, self._length) + len(self._kept)

    def write(self, content: bytes | memoryview) -> None:
        """Take the next bytes of the content.

        Once the disk has refused something, nothing more is taken: whoever tries the same bytes again would have them
        in the file twice.

        Raises:
            ValueError: that is more than the content has.
            OSError: the disk is full, or was.
        """
        if self._refused is not None:
            raise self._refused
        if self.done + len(content) > self._length:
            raise ValueError(f"the content has more than {self._length} bytes")
        self._hash.update(content)
        self._kept += content
        size = self._header.chunk
        sealed = 0
        try:
            while len(self._kept) - sealed >= size:
                self._seal(bytes(self._kept[sealed : sealed + size]))
                sealed += size
        finally:
            del self._kept[:sealed]

    def tail(self, size: int) -> bytes:
        """Return the last bytes of content that were taken, up to ``size`` and those of one chunk at most."""
        found = bytes(self._kept[-size:])
        if len(found) < size and self._number:
            number = self._number - 1
            self._file.seek(self._header.place_of(number))
            content = self._sealer.open(number, self._file.read(self._header.size_of(number) + TAG) or b"")
            found = content[len(found) - size :] + found
            self._file.seek(0, os.SEEK_END)
        return found

    def finish(self) -> str:
        """Write the rest and make sure that it is on the disk; returns the SHA-256 hex digest of the content.

        Raises:
            ValueError: the content has fewer bytes than was said.
            OSError: the disk is full, or was.
        """
        if self._refused is not None:
            raise self._refused
        if self.done != self._length:
            raise ValueError(f"the content has {self.done} bytes, not {self._length}")
        if self._number < self._header.chunks:
            self._seal(bytes(self._kept))
            self._kept.clear()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """Leave the file as far as it is; whole chunks are kept for the next time."""
        self._file.close()

    def _seal(self, content: bytes | memoryview) -> None:
        try:
            self._put(self._sealer.seal(self._number, content))
        except OSError as error:
            self._refused = error
            raise
        self._number += 1

    def _put(self, data: bytes) -> None:
        """Write all of it, or leave the file as it was."""
        place, left = self._file.tell(), memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) or 0 :]
        except OSError:
            self._file.seek(place)
            self._file.truncate()
            raise

    def _header_of_before(self) -> Header | None:
        self._file.seek(0)
        try:
            header = Header.unpack(self._file.read(HEADER) or b"")
        except Damaged:
            return None
        wanted = (self._header.length, self._header.owner)
        return header if (header.length, header.owner) == wanted else None

    def _find_whole_chunks(self, sealer: _Sealer, header: Header) -> int:
        """Hash the content of the whole chunks that are there; returns how many those are."""
        self._file.seek(HEADER)
        for number in range(header.chunks):
            size = header.size_of(number) + TAG
            sealed = self._file.read(size) or b""
            if len(sealed) < size:
                return number
            try:
                self._hash.update(sealer.open(number, sealed))
            except Damaged:
                return number
        return header.chunks


def for_its_owner(path: str, flags: int) -> int:
    """Open a file as ``open`` does; one that is made is its owner's alone."""
    return os.open(path, flags, 0o600)


class SealedReader:
    """Reads any part of a file; only what is asked for is opened, and nothing of it lies on the disk in the clear.

    Not for several threads at once.
    """

    def __init__(self, file: BinaryIO, key: bytes, owner: str = "") -> None:
        """Open a file.

        Args:
            file: Can be read and sought; stays the caller's until :meth:`close`.
            key: The archive's, 32 bytes.
            owner: The id of the item whose file it should be; empty for anybody's.

        Raises:
            Damaged: it is none of ours, not whole, or another item's.
        """
        self._file = file
        file.seek(0)
        self.header = Header.unpack(file.read(HEADER))
        length = file.seek(0, os.SEEK_END)
        if length != self.header.sealed_length:
            raise Damaged(f"it is {length} bytes long and not {self.header.sealed_length}")
        self._sealer = _Sealer(key, self.header)
        self._opened: tuple[int, bytes] = (-1, b"")
        self._chunk(0)  # the wrong key, or another header, is found here
        if owner and self.header.owner not in {_NOBODY, owner_of(owner)}:
            raise Damaged("it is the file of another item")

    @classmethod
    def at(cls, path: Path, key: bytes, owner: str = "") -> SealedReader:
        """Open the file at ``path``.

        Raises:
            Damaged: it is none of ours, or not whole.
            OSError: it cannot be read.
        """
        file = path.open("rb")
        try:
            return cls(file, key, owner)
        except BaseException:
            file.close()
            raise

    @property
    def length(self) -> int:
        """Bytes of the content."""
        return self.header.length

    def read_at(self, place: int, size: int) -> bytes:
        """Return up to ``size`` bytes of the content from ``place``; fewer only at its end.

        Raises:
            Damaged: a chunk of it was changed.
            VaultProblem: it cannot be read now.
        """
        parts = []
        end = min(place + size, self.length)
        while place < end:
            number, within = divmod(place, self.header.chunk)
            part = self._chunk(number)[within : within + end - place]
            parts.append(part)
            place += len(part)
        return b"".join(parts)

    def check(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> str:
        """Read everything; returns the SHA-256 hex digest of the content.

        Args:
            progress: Called with the bytes of content done and in all.

        Raises:
            Damaged: a chunk of it was changed.
        """
        digest, done = hashlib.sha256(), 0
        for number in range(self.header.chunks):
            content = self._chunk(number)
            digest.update(content)
            done += len(content)
            progress(done, self.length)
        return digest.hexdigest()

    def close(self) -> None:
        """Close the file, and forget what was opened of it."""
        self._opened = (-1, b"")
        self._file.close()

    def _chunk(self, number: int) -> bytes:
        if self._opened[0] != number:
            with told():
                self._file.seek(self.header.place_of(number))
                sealed = self._file.read(self.header.size_of(number) + TAG)
            self._opened = (number, self._sealer.open(number, sealed))
        return self._opened[1]
