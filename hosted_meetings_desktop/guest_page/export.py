"""Writes the guest page into a folder, ready for any web server; never touches what it did not write."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.guest_page import contents
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.contents import PageFile
from hosted_meetings_desktop.guest_page.server_notes import server_notes
from hosted_meetings_desktop.support import paths

LIST = "guest-page-files.json"
"""Which files are ours, with the checksums we gave them: only these are ever replaced or removed."""
NOTES = "README.txt"
EDITED = ".edited"
"""Added to the name of a file of ours that somebody changed by hand, before a new one takes its place."""

_FORMAT = 1
_WORLD_READABLE = 0o644


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """What an export did; paths are relative to the folder.

    Attributes:
        written: New or replaced.
        unchanged: Already as they should be.
        removed: Of an earlier version of the page, and not needed any more.
        edited: Changed by hand since; their former content lies beside them (``.edited``) or they were left alone.
        size: Bytes of all files of the page.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    size: int


def export_guest_page(
    target: Path, brand: GuestBrand, *, among_others: bool = False, resources: Path | None = None
) -> ExportedPage:
    """Write the page to ``target`` (made where it is missing); repeating it brings it up to date.

    Args:
        target: The folder a web server will serve.
        brand: The clinic's.
        among_others: Write also into a folder that holds files of somebody else's. Those are left alone even then.
        resources: The folder ``resources``; the program's own when None.

    Raises:
        InputProblem: the folder cannot be used; nothing was written.
        AppError: this copy of the app lacks files, or the folder cannot be written.
    """
    files = contents.page_files(brand, resources or paths.resources())
    policy = contents.content_policy(brand.kits, watch_too=True)
    index = files.pop(contents.INDEX)
    files[NOTES] = PageFile(made=server_notes(contents.headers(policy)).encode())
    # Last, so that visitors during an export get the old page or the whole new one.
    files[contents.INDEX] = index
    try:
        return _Folder(target, among_others=among_others).write(files)
    except OSError as error:
        raise AppError(
            "The guest page could not be written",
            "Check that the folder can be written to and that the disk has room, then try again.",
            details=f"{type(error).__name__}: {error.strerror}",
        ) from error


class _Folder:
    """A folder and what we know to have written to it."""

    def __init__(self, target: Path, *, among_others: bool) -> None:
        if target.exists() and not target.is_dir():
            raise InputProblem("folder", "This is a file, not a folder", "Choose an empty folder.")
        self._target = target
        self._ours = _read_list(target / LIST)
        if not self._ours and not among_others and target.exists() and any(target.iterdir()):
            raise InputProblem(
                "folder",
                "The folder holds other files",
                "Choose an empty folder or one with an earlier export. To write among them all the same, say so: "
                "they are left alone.",
            )

    def write(self, files: dict[str, PageFile]) -> ExportedPage:
        """Bring the folder up to date."""
        new = {name: file.content() for name, file in files.items()}
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in new.items()}
        present = {name: _checksum(self._target / name) for name in {*new, *self._ours}}
        self._refuse_foreign(sums, present)
        self._target.mkdir(parents=True, exist_ok=True)
        # First, so that after a crash everything of ours is still known as such.
        self._put_list({name: _both(self._ours.get(name, []), sums.get(name)) for name in {*self._ours, *sums}})
        written, edited = [], []
        for name, content in new.items():
            if present[name] == sums[name]:
                continue
            if present[name] and present[name] not in self._ours.get(name, []):
                self._set_aside(name)
                edited.append(name)
            self._put(name, content)
            written.append(name)
        removed, kept = self._remove_old(set(new), present)
        self._put_list({name: [found] for name, found in sums.items()})
        return ExportedPage(
            written=tuple(written),
            unchanged=tuple(name for name in new if name not in written),
            removed=removed,
            edited=(*edited, *kept),
            size=sum(map(len, new.values())),
        )

    def _refuse_foreign(self, sums: dict[str, str], present: dict[str, str]) -> None:
        for name, wanted in sums.items():
            if present[name] not in {"", wanted} and name not in self._ours:
                raise InputProblem(
                    "folder",
                    f"The folder already has a file {name} that is not the guest page's",
                    "Choose another folder, or move that file away.",
                )

    def _set_aside(self, name: str) -> None:
        (self._target / name).replace(self._target / (name + EDITED))

    def _remove_old(self, wanted: set[str], present: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        removed, kept = [], []
        for name in sorted(set(self._ours) - wanted):
            if not present[name]:
                continue
            if present[name] in self._ours[name]:
                (self._target / name).unlink()
                removed.append(name)
            else:
                kept.append(name)
        for folder in {parent for name in removed for parent in PurePosixPath(name).parents if parent.parts}:
            place = self._target / folder
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()
        return tuple(removed), tuple(kept)

    def _put_list(self, files: dict[str, list[str]]) -> None:
        listed = {"page": "Hosted Meetings guest page", "format": _FORMAT, "files": dict(sorted(files.items()))}
        content = json.dumps(listed, indent=1).encode() + b"\n"
        if _checksum(self._target / LIST) != hashlib.sha256(content).hexdigest():
            self._put(LIST, content)

    def _put(self, name: str, content: bytes) -> None:
        """Write a file so that it is there whole or not at all."""
        place = self._target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        number, made = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        part = Path(made)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(_WORLD_READABLE)
            part.replace(place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _both(before: list[str], now: str | None) -> list[str]:
    return before if now is None or now in before else [*before, now]


def _checksum(path: Path) -> str:
    """Return the file's checksum, empty where there is none; a folder in its place counts as somebody else's."""
    if path.is_dir():
        return "a folder"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _read_list(path: Path) -> dict[str, list[str]]:
    """Return our files of an earlier export; what cannot be read, or leads out of the folder, is nothing of ours."""
    try:
        listed = json.loads(path.read_bytes())
        found = listed["files"] if listed["format"] == _FORMAT else {}
        return {
            str(name): [str(one) for one in sums]
            for name, sums in found.items()
            if ".." not in PurePosixPath(name).parts and not PurePosixPath(name).is_absolute() and "\\" not in name
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
