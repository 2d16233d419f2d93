"""The archive in a folder: on this PC's disk, on another one, or on a network share."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.intake import Incoming, SealedIntake
from hosted_meetings_desktop.archive.key import key_check
from hosted_meetings_desktop.archive.troubles import told
from hosted_meetings_desktop.domain.archive import Damaged, ItemId, Progress
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.vault import Missing, VaultProblem, VaultRoom, VaultTrouble

MARKER = "hosted-meetings-archive.json"
INCOMING = "incoming"

_FORMAT = 1


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
            found = str(marker["id"])
            if marker["check"] != key_check(self._key, found) or expected not in {"", found}:
                raise VaultProblem(
                    VaultTrouble.FOREIGN,
                    "Another archive lies in this folder",
                    "It belongs to another PC or account. Nothing was changed. Choose another folder.",
                )
            incoming = self._root / INCOMING
            incoming.mkdir(exist_ok=True, mode=0o700)
            self._must_be_writable(incoming)
            self._arriving = Incoming(incoming, self._key)
            self._id = found
            return found

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
                _settle(target.parent)
                _settle(part.parent)
            size = target.stat().st_size if target.exists() else None
        if size is None:
            raise Missing
        self._incoming.leave(item)
        progress(size, size)

    def drop(self, item: ItemId) -> None:
        """Forget what was taken in of a file."""
        self._incoming.drop(item)

    def content(self, place: str) -> SealedReader:
        """Return the content of what lies at a place."""
        with told():
            try:
                return SealedReader.at(self._path(place), self._key)
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

    def remove(self, place: str) -> None:
        """Delete what lies at a place."""
        self._must_still_be_there()
        with told():
            self._path(place).unlink(missing_ok=True)
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
        if not parts or PurePosixPath(place).is_absolute() or ".." in parts:
            raise Damaged("its place lies outside the archive")
        return self._root.joinpath(*parts)

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
        """Look for the marker: a share that went away leaves an empty folder, into which nothing must be written."""
        with told():
            self._must_be_there(self._id)
            marker = self._read_marker()
        if marker is None:
            raise _empty()

    def _read_marker(self) -> dict[str, Any] | None:
        try:
            text = (self._root / MARKER).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            text = ""
        with contextlib.suppress(ValueError):
            found = json.loads(text)
            if isinstance(found, dict) and found.get("format") == _FORMAT and found.get("id") and "check" in found:
                return found
        raise VaultProblem(
            VaultTrouble.DAMAGED,
            "The archive's folder is damaged",
            f"Its file {MARKER} cannot be read. Nothing was changed. Put that file back from a backup of the folder.",
        )

    def _begin(self) -> dict[str, Any]:
        """Write the marker, whole or not at all."""
        name = new_id()
        marker = {"format": _FORMAT, "id": name, "check": key_check(self._key, name)}
        fresh = self._root / f".{MARKER}.{secrets.token_hex(4)}"
        try:
            with fresh.open("x", encoding="utf-8") as file:
                json.dump(marker, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(self._root / MARKER)
        finally:
            fresh.unlink(missing_ok=True)
        _settle(self._root)
        return marker

    @staticmethod
    def _must_be_writable(folder: Path) -> None:
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()


def _empty() -> VaultProblem:
    return VaultProblem(
        VaultTrouble.EMPTY,
        "The archive is not in its folder",
        "The folder is there, but nothing of the archive is. Check that the right disk or share is connected.",
    )


def _settle(folder: Path) -> None:
    """Make sure that a folder's entries are on the disk; only POSIX can be told so, and not of every share."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
