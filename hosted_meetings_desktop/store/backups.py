"""Copies of the store's file: made, counted, put back."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason

_NAME = re.compile(r"(\d{8}T\d{6})Z-([a-z-]+)\.db")
_TIME = "%Y%m%dT%H%M%S"
_KEPT = {Reason.DAILY: 7, Reason.UPDATE: 3, Reason.ASKED: 5, Reason.REPLACED: 3}
"""How many of each are kept; what was set aside is never thrown away by itself."""


class Backups:
    """The copies of one store, in a folder beside it."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._folder = store.parent / "backups"

    def all(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        found = []
        for path in self._folder.glob("*.db") if self._folder.is_dir() else ():
            told = _NAME.fullmatch(path.name)
            if told is not None and told[2] in set(Reason):
                made_at = datetime.strptime(told[1], _TIME).replace(tzinfo=UTC)
                found.append(Backup(path.name, made_at, Reason(told[2]), path.stat().st_size))
        return tuple(sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True))

    def make(self, file: Any, reason: Reason, now: datetime) -> Backup:
        """Copy the open store ``file`` as it is, while nothing can be written to it; the oldest copies go.

        Raises:
            StoreProblem: there is no room, or no way to write; no copy was lost.
        """
        (busy, *_pages) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreProblem("The backup has to wait", "The store is in use. It is made later by itself.")
        file.execute("BEGIN IMMEDIATE")
        try:
            made = self._copy(self._store, self._path(reason, now))
        except OSError as error:
            raise StoreProblem(
                "No backup could be made",
                "Your meetings are as they were, and earlier backups are kept. Check the free space of the disk.",
                details=str(error.strerror),
            ) from error
        finally:
            file.execute("ROLLBACK")
        self._rotate()
        return next(backup for backup in self.all() if backup.name == made.name)

    def put_aside(self, reason: Reason, now: datetime) -> Path | None:
        """Move the closed store out of the way, whatever is in it; None when there is none."""
        if not self._store.exists():
            return None
        target = self._path(reason, now)
        self._store.replace(target)
        for rest in ("-wal", "-shm"):  # what was not written into the file yet belongs to it
            left = self._store.with_name(self._store.name + rest)
            with contextlib.suppress(FileNotFoundError):
                left.replace(target.with_name(target.name + rest))
        return target

    def put_back(self, name: str) -> None:
        """Copy a backup to where the store lies; there is none at that time.

        Raises:
            StoreProblem: the copy is not there any more, or cannot be read or written.
        """
        if _NAME.fullmatch(name) is None:
            raise ValueError("not the name of a backup")
        try:
            self._copy(self._folder / name, self._store)
        except OSError as error:
            raise StoreProblem(
                "The backup could not be put back", "Nothing was changed.", details=str(error.strerror)
            ) from error

    def undo_aside(self, aside: Path) -> None:
        """Move a store that was put aside back to its place."""
        for rest in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                aside.with_name(aside.name + rest).replace(self._store.with_name(self._store.name + rest))

    def _path(self, reason: Reason, now: datetime) -> Path:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        while (path := self._folder / f"{now.astimezone(UTC):{_TIME}}Z-{reason}.db").exists():
            now += timedelta(seconds=1)  # two in one second: no copy may take another's place
        return path

    @staticmethod
    def _copy(source: Path, target: Path) -> Path:
        """Copy so that ``target`` is whole or not there."""
        unfinished = target.with_name(target.name + ".new")
        try:
            with source.open("rb") as reading, unfinished.open("wb") as writing:
                shutil.copyfileobj(reading, writing, 1 << 20)
                writing.flush()
                os.fsync(writing.fileno())
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        return target

    def _rotate(self) -> None:
        for reason, kept in _KEPT.items():
            for old in [backup for backup in self.all() if backup.reason is reason][kept:]:
                for rest in ("", "-wal", "-shm"):
                    (self._folder / (old.name + rest)).unlink(missing_ok=True)


def damage(file: Any) -> list[str]:
    """Return what is wrong in an open store: pages that were changed by something else, or no longer fit together."""
    found = [str(row[0]) for row in file.execute("PRAGMA cipher_integrity_check").fetchall()]
    found += [str(row[0]) for row in file.execute("PRAGMA quick_check(10)").fetchall() if row[0] != "ok"]
    return found


def damaged(found: list[str]) -> StoreProblem:
    """Return what to say about damage."""
    return StoreProblem(
        "The file with your meetings is damaged",
        "Nothing was changed. Put a backup back: what the video service knows is read again by itself.",
        details="; ".join(found[:3]),
        trouble=StoreTrouble.DAMAGED,
    )
