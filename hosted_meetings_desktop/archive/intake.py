"""A file on its way into the archive: sealed as it comes, so that what lies on the disk is never readable."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from uuid import UUID

from hosted_meetings_desktop.archive.container import HEADER, Header, SealedReader, SealedWriter, for_its_owner
from hosted_meetings_desktop.archive.item_lock import ItemLock
from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.domain.archive import Damaged, ItemId
from hosted_meetings_desktop.domain.vault import Missing, NotWhole

_PLACE = re.compile(r"2\d{3}/(0[1-9]|1[0-2])/[^/]+\.hma")


class Incoming:
    """The folder in which files arrive."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def part(self, item: ItemId) -> Path:
        """Return where the unfinished file of an item lies."""
        return self._folder / f"{item}.part"

    def intake(self, item: ItemId) -> SealedIntake:
        """Begin or go on to take in a file.

        Raises:
            BeingWritten: another copy of the app does.
            VaultProblem: the folder cannot be written.
        """
        with told():
            return SealedIntake(self.part(item), self._key)

    def taken(self, item: ItemId) -> SealedReader:
        """Return the content of what was taken in wholly.

        Raises:
            Missing: nothing was.
            Damaged: it is not whole.
            VaultProblem: it cannot be read.
        """
        with told():
            try:
                return SealedReader.at(self.part(item), self._key, item)
            except FileNotFoundError:
                raise Missing from None

    @contextlib.contextmanager
    def alone(self, item: ItemId) -> Iterator[None]:
        """Let nobody else write or upload a file meanwhile.

        Raises:
            BeingWritten: another copy of the app does.
        """
        with told():
            lock = ItemLock(_lock_of(self.part(item)))
        try:
            yield
        finally:
            lock.release()

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file.

        Raises:
            BeingWritten: another copy of the app takes it in.
        """
        with told():
            lock = ItemLock(_lock_of(self.part(item)))
            try:
                self.part(item).unlink(missing_ok=True)
                _mark_of(self.part(item)).unlink(missing_ok=True)
            finally:
                lock.release(done=True)

    def leave(self, item: ItemId) -> None:
        """Clear up after a file that was put in its place."""
        with told():
            _mark_of(self.part(item)).unlink(missing_ok=True)
            _lock_of(self.part(item)).unlink(missing_ok=True)

    def items(self) -> tuple[ItemId, ...]:
        """Return of which items something was taken in."""
        with told():
            return tuple(ItemId(path.stem) for path in sorted(self._folder.glob("*.part")))


class SealedIntake:
    """Implements ``domain.vault.Intake`` over an unfinished file of the archive's own form."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._writer: SealedWriter | None = None
        self._overrun = False
        self.mark = ""
        self._lock = ItemLock(_lock_of(path))
        try:
            length = _length_of(path)
            if length is None:
                path.unlink(missing_ok=True)
                _mark_of(path).unlink(missing_ok=True)
            else:
                self._writer = SealedWriter(path, key, length, owner=path.stem)
                self.mark = _read(_mark_of(path))
        except BaseException:
            self._lock.release()
            raise

    @property
    def size(self) -> int:
        """Bytes of content that are there."""
        return 0 if self._writer is None else self._writer.done

    @property
    def length(self) -> int | None:
        """Bytes that the content will have."""
        return None if self._writer is None else self._writer.length

    def begin(self, length: int, mark: str) -> None:
        """Say how long the content will be and which version of it this is.

        Raises:
            NotWhole: what is there is of another version; it was forgotten. Two versions in one file would be one
                that nobody ever made, and its chunks would meet one nonce twice.
            VaultProblem: there is not enough room for all of it.
        """
        with told():
            if self.size and self.mark and mark and mark != self.mark:
                self.restart()
                raise NotWhole("another version of the file was given than the one that was begun with")
            if self._writer is not None and self._writer.length != length:
                self.restart()
            if length - self.size > shutil.disk_usage(self._path.parent).free:
                raise OSError(errno.ENOSPC, "not enough room for the whole file")
            if mark != self.mark:
                replace_text(_mark_of(self._path), mark)
                self.mark = mark
            if self._writer is None:
                self._writer = SealedWriter(self._path, self._key, length, owner=self._path.stem)

    def write(self, data: bytes) -> None:
        """Append.

        Raises:
            NotWhole: that is more than was said; all of it is forgotten when it is closed.
        """
        if self._writer is None:
            raise AssertionError("the length is said before anything is written")
        with told():
            try:
                self._writer.write(data)
            except ValueError as error:
                self._overrun = True
                raise NotWhole(str(error)) from error
            self._lock.touch()

    def tail(self, size: int) -> bytes:
        """Return the last bytes that are there, up to ``size``."""
        with told():
            return b"" if self._writer is None else self._writer.tail(size)

    def restart(self) -> None:
        """Forget what is there; what is begun anew has a key of its own."""
        with told():
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._path.unlink(missing_ok=True)
            _mark_of(self._path).unlink(missing_ok=True)
            self.mark = ""

    def finish(self) -> str:
        """Make sure that all is on the disk; returns the SHA-256 hex digest of the content."""
        if self._writer is None:
            raise AssertionError("the length is said before it is finished")
        with told():
            writer, self._writer = self._writer, None
            try:
                return writer.finish()
            finally:
                writer.close()

    def close(self) -> None:
        """Leave it as far as it is."""
        with told():
            try:
                if self._overrun:
                    self.restart()
                if self._writer is not None:
                    self._writer.close()
                    self._writer = None
            finally:
                self._lock.release()


def replace_text(path: Path, text: str) -> None:
    """Write a small file anew, whole or not at all; a link that somebody put there is replaced, not followed."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(fresh, "x", encoding="utf-8", opener=for_its_owner) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def item_at(place: str) -> str:
    """Return whose file lies at a place; empty where its name does not say so: items' ids are UUIDs."""
    name = PurePosixPath(place).stem
    try:
        return name if str(UUID(name)) == name else ""
    except ValueError:
        return ""


def is_place(place: str) -> bool:
    """Return whether a file of the archive can lie there: by its month, and by the id of its item."""
    return _PLACE.fullmatch(place) is not None and bool(item_at(place))


def _mark_of(part: Path) -> Path:
    return part.with_suffix(".mark")


def _lock_of(part: Path) -> Path:
    return part.with_suffix(".lock")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _length_of(part: Path) -> int | None:
    """Return how long the content of an unfinished file will be; None where there is none of ours."""
    try:
        with part.open("rb") as file:
            return Header.unpack(file.read(HEADER)).length
    except (FileNotFoundError, Damaged):
        return None
