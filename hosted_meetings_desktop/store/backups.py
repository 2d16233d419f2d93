"""Copies of the store's file: made, counted, put back."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable
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
                found.append(Backup(path.name, _made_at(path.name), Reason(told[2]), path.stat().st_size))
        return tuple(sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True))

    def path_of(self, name: str) -> Path:
        """Return where a copy lies."""
        if _NAME.fullmatch(name) is None:
            raise ValueError("not the name of a backup")
        return self._folder / name

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
        self._rotate(made)
        return Backup(made.name, _made_at(made.name), reason, made.stat().st_size)

    def put_aside(self, reason: Reason, now: datetime) -> None:
        """Move the closed store out of the way, whatever is in it.

        Raises:
            StoreProblem: it cannot be moved; it is where it was.
        """
        if not self._store.exists():
            return
        try:
            target, log = self._path(reason, now), _log_of(self._store)
            if log.exists():  # what was not written into the file yet belongs to it
                self._copy(log, _log_of(target))
            self._store.replace(target)
        except OSError as error:
            raise StoreProblem(
                "The file with your meetings cannot be put out of the way",
                "Nothing was changed. Check the disk and its permissions, then try again.",
                details=str(error.strerror),
            ) from error
        # A log that stays is of no harm: a new file has no pages, and throws it away.
        _remove(_log_of(self._store), _index_of(self._store))

    def put_back(
        self,
        name: str,
        now: datetime,
        must_be_usable: Callable[[Path], None],
        carry_over: Callable[[Path, Path | None], None],
    ) -> None:
        """Put a backup in the closed store's place; what was there becomes a copy itself.

        The backup takes the place in one step at the end, so that there is a whole store at every moment.

        Args:
            name: The backup's.
            now: Aware UTC.
            must_be_usable: Raises what is wrong with a file, before anything is changed.
            carry_over: Brings into it, before it takes the place, what has to be known of the time since: is given
                the file, and the copy of the store that is replaced, if there is one.

        Raises:
            StoreProblem: the backup is not there any more, or cannot be read or written; the store is as it was.
        """
        copy = self.path_of(name)
        fresh = self._store.with_name(f"{self._store.name}.put-back")
        try:
            self._copy_whole(copy, fresh)
            must_be_usable(fresh)
            aside = self._path(Reason.REPLACED, now)
            there = self._store.exists()
            if there:
                self._copy_whole(self._store, aside)
            try:
                carry_over(fresh, aside if there else None)
            except BaseException:
                _remove(aside, _log_of(aside), _index_of(aside))
                raise
            self._take_place(fresh)
        except OSError as error:
            raise StoreProblem(
                "The backup could not be put back",
                "Nothing was changed. Check the disk and its free space, then try again.",
                details=str(error.strerror),
            ) from error
        finally:
            _remove(fresh, _log_of(fresh), _index_of(fresh))

    def _take_place(self, fresh: Path) -> None:
        """Replace the store, without its log: that belongs to what is replaced, and would be read into the backup."""
        log = _log_of(self._store)
        kept = log.with_name(f"{log.name}.before")
        _index_of(self._store).unlink(missing_ok=True)
        there = log.exists()
        if there:
            log.replace(kept)
        try:
            fresh.replace(self._store)
        except OSError:
            if there:
                kept.replace(log)
            raise
        _remove(kept)

    def _copy_whole(self, source: Path, target: Path) -> None:
        """Copy a closed store with its log, if it has one."""
        if _log_of(source).exists():
            self._copy(_log_of(source), _log_of(target))
        try:
            self._copy(source, target)
        except OSError:
            _remove(_log_of(target))
            raise

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

    def _rotate(self, made: Path) -> None:
        """Remove the oldest, but never the one just made: after the clock was set back it looks the oldest itself."""
        for reason, kept in _KEPT.items():
            for old in [backup for backup in self.all() if backup.reason is reason][kept:]:
                path = self._folder / old.name
                if path != made:
                    _remove(path, _log_of(path), _index_of(path))


def damage(file: Any) -> list[str]:
    """Return what is wrong in an open store: pages that were changed by something else, or no longer fit together."""
    # The first check reads the file alone. A page that was only half written into it, as on a full disk, is no damage
    # as long as the log has it: let it be written first.
    (busy, *_pages) = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    found = [] if busy else [str(row[0]) for row in file.execute("PRAGMA cipher_integrity_check").fetchall()]
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


def _made_at(name: str) -> datetime:
    return datetime.strptime(name.partition("Z")[0], _TIME).replace(tzinfo=UTC)


def _log_of(file: Path) -> Path:
    """Return where SQLite keeps what is not written into ``file`` yet."""
    return file.with_name(f"{file.name}-wal")


def _index_of(file: Path) -> Path:
    """Return the log's index, which SQLite makes again when it is missing."""
    return file.with_name(f"{file.name}-shm")


def _remove(*files: Path) -> None:
    """Remove what is of no use any more; what cannot be removed stays until the next time."""
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
