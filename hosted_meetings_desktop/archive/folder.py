"""The archive in a folder: on this PC's disk, on another one, or on a network share."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.intake import Incoming, SealedIntake, is_place, item_at, replace_text
from hosted_meetings_desktop.archive.marker import LONGEST_MARKER, MARKER, Marker
from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.domain.archive import Damaged, ItemId, Progress
from hosted_meetings_desktop.domain.sealed_files import SealedFile, SealedPage
from hosted_meetings_desktop.domain.vault import Missing, VaultProblem, VaultRoom, VaultTrouble

__all__ = ["INCOMING", "MARKER", "FolderVault"]

INCOMING = "incoming"

_YEAR, _MONTH = re.compile(r"2\d{3}"), re.compile(r"0[1-9]|1[0-2]")

_NOT_ON_THE_DISK = frozenset({errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class FolderVault:
    """Implements ``domain.vault.Vault``.

    The folder holds a marker with the archive's id, by which it is told from an empty one (a disk that is not
    connected leaves just that), ``incoming`` for what arrives, and the files by the month they were recorded in.

    Args:
        root: The folder.
        key: Asks for the archive's key; called once, in the thread that needs it.
        own: Whether the folder is the app's own and may be made; a chosen one has to be there.
    """

    def __init__(self, root: Path, key: Callable[[], bytes], *, own: bool) -> None:
        self._root = root
        self._ask = key
        self._own = own
        self._id = ""
        self._key = b""
        self._arriving: Incoming | None = None

    @property
    def id(self) -> str:
        """The archive's id; empty before :meth:`open`."""
        return self._id

    def open(self, expected: str) -> str:
        """Look whether the folder is the archive's, and begin one where none was expected."""
        with told():
            self._key = self._key or self._ask()
            self._must_be_there(expected)
            marker = self._read_marker()
            if marker is None:
                if expected:
                    raise _empty()
                marker = self._begin()
            if not marker.fits(self._key, expected):
                raise _foreign()
            incoming = self._root / INCOMING
            incoming.mkdir(exist_ok=True, mode=0o700)
            self._must_be_writable(incoming)
            self._arriving = Incoming(incoming, self._key)
            self._id = marker.id
            return marker.id

    def room(self) -> VaultRoom:
        """Return how much room there is."""
        with told():
            return VaultRoom(shutil.disk_usage(self._root).free)

    def intake(self, item: ItemId) -> SealedIntake:
        """Begin or go on to take in a file."""
        self._must_still_be_there()
        return self._incoming.intake(item)

    def taken(self, item: ItemId) -> SealedReader:
        """Return the content of what was taken in wholly."""
        return self._incoming.taken(item)

    def put(self, item: ItemId, place: str, progress: Progress) -> None:
        """Put what was taken in wholly in its place, at once and for good."""
        self._must_still_be_there()
        part, target = self._incoming.part(item), self._path(place)
        with told():
            if part.exists():
                self._incoming.taken(item).close()  # an unfinished one never gets there
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                part.replace(target)
            size = target.stat().st_size if target.exists() else None
            if size is None:
                raise Missing
            # Also where it was put by a run that was ended before it came to this.
            _settle(part.parent)
            for folder in _up_to(self._root, target.parent):  # the month's folder may be new, and the year's
                _settle(folder)
        self._incoming.leave(item)
        progress(size, size)

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file."""
        self._incoming.drop(item)

    def content(self, place: str) -> SealedReader:
        """Return the content of what lies at a place."""
        with told():
            try:
                return SealedReader.at(self._path(place), self._key, item_at(place))
            except FileNotFoundError:
                self._must_still_be_there()
                raise Missing from None

    def has(self, place: str) -> bool:
        """Return whether something lies at a place."""
        with told():
            found = self._path(place).exists()
        if not found:
            self._must_still_be_there()
        return found

    def sealed(self, after: str) -> SealedPage:
        """Return the files of the next month."""
        self._must_still_be_there()
        with told():
            month = next((each for each in self._months() if each > after), "")
            files = tuple(self._files_of(month)) if month else ()
        return SealedPage(files, month)

    def remove(self, place: str) -> None:
        """Delete what lies at a place."""
        self._must_still_be_there()
        with told():
            try:
                self._path(place).unlink()
            except FileNotFoundError:  # nothing there is as good, unless the share has just gone away
                self._must_still_be_there()
                return
            _settle(self._path(place).parent)

    def close(self) -> None:
        """Let go of everything."""

    @property
    def _incoming(self) -> Incoming:
        if self._arriving is None:
            raise AssertionError("the archive is opened first")
        return self._arriving

    def _path(self, place: str) -> Path:
        parts = PurePosixPath(place).parts
        if not parts or PurePosixPath(place).is_absolute() or ".." in parts or set(place) & set("\\:"):
            raise Damaged("its place lies outside the archive")
        return self._root.joinpath(*parts)

    def _months(self) -> list[str]:
        """Return the folders of months, in order; a link that somebody put there is not followed."""
        years = [each for each in _folders(self._root) if _YEAR.fullmatch(each)]
        return sorted(
            f"{year}/{month}" for year in years for month in _folders(self._root / year) if _MONTH.fullmatch(month)
        )

    def _files_of(self, month: str) -> Iterator[SealedFile]:
        with os.scandir(self._root / month) as found:
            for each in found:
                place = f"{month}/{each.name}"
                if not is_place(place) or not each.is_file(follow_symlinks=False):
                    continue
                try:
                    about = each.stat(follow_symlinks=False)
                except FileNotFoundError:  # removed in this moment
                    continue
                yield SealedFile(place, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))

    def _must_be_there(self, expected: str) -> None:
        if self._root.is_dir():
            return
        if self._own and not expected:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            return
        raise VaultProblem(
            VaultTrouble.AWAY,
            "The archive's folder is not there",
            "What is in it is safe. Connect the disk or the network share again; the app goes on by itself.",
        )

    def _must_still_be_there(self) -> None:
        """Look for the marker: a share that went away leaves an empty folder, or another disk comes in its place."""
        with told():
            self._must_be_there(self._id)
            marker = self._read_marker()
        if marker is None:
            raise _empty()
        if not marker.fits(self._key, self._id):
            raise _foreign()

    def _read_marker(self) -> Marker | None:
        try:
            with (self._root / MARKER).open("rb") as file:
                found = Marker.read(file.read(LONGEST_MARKER + 1))
        except FileNotFoundError:
            return None
        if found is not None:
            return found
        raise VaultProblem(
            VaultTrouble.DAMAGED,
            "The archive's folder is damaged",
            f"Its file {MARKER} cannot be read. Nothing was changed. Put that file back from a backup of the folder.",
        )

    def _begin(self) -> Marker:
        marker = Marker.begun(self._key)
        replace_text(self._root / MARKER, marker.text())
        _settle(self._root)
        return self._read_marker() or marker  # another PC may have begun one in the same moment

    @staticmethod
    def _must_be_writable(folder: Path) -> None:
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()


def _folders(folder: Path) -> list[str]:
    with os.scandir(folder) as found:
        return [each.name for each in found if each.is_dir(follow_symlinks=False)]


def _empty() -> VaultProblem:
    return VaultProblem(
        VaultTrouble.EMPTY,
        "The archive is not in its folder",
        "The folder is there, but nothing of the archive is. Check that the right disk or share is connected.",
    )


def _foreign() -> VaultProblem:
    return VaultProblem(
        VaultTrouble.FOREIGN,
        "Another archive lies in this folder",
        "It belongs to another PC or account. Nothing was changed. Choose another folder.",
    )


def _up_to(root: Path, folder: Path) -> tuple[Path, ...]:
    """Return a folder and those above it, up to the archive's own."""
    above = (folder, *folder.parents)
    return above[: above.index(root) + 1]


def _settle(folder: Path) -> None:
    """Make sure that a folder's entries are on the disk; only POSIX can be told so, and not of every share."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno in _NOT_ON_THE_DISK:
            raise
    finally:
        os.close(descriptor)
