"""Moves recordings that were downloaded as plain files into the archive, once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio
import anyio.from_thread
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, Damaged, Found, ItemState, PlainCopy
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.vault import NotWhole, Readable, Vault, VaultProblem, VaultTrouble
from hosted_meetings_desktop.services.rescue_item import digest_of, note_kept, place_of
from hosted_meetings_desktop.services.rescue_vaults import Vaults

log = logging.getLogger(__name__)

_SLICE = 1 << 20
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Seals each plain file into the archive, proves it, and then removes the plain one.

    It can end at any moment: what was sealed goes on where it was, what was put is found again, and a plain file is
    removed only when its sealed one was read back.

    Attributes:
        folder: Where plain files lie; nothing outside of it is removed.
        stuck: What could not be moved; it is tried again after the next start.
    """

    store: Store
    vaults: Vaults
    readable: Readable
    changes: Changes
    clock: Clock
    folder: Path
    stuck: set[str] = field(default_factory=set)

    async def run(self) -> int:
        """Move all there are; returns how many. A file that cannot be moved stays as it is.

        Raises:
            VaultProblem: the archive cannot be used now.
        """
        moved = 0
        while True:
            copies = await self.store.run(lambda lib: lib.archive.plain_copies(limit=_AT_ONCE + len(self.stuck)))
            left = [each for each in copies if each.path not in self.stuck]
            if not left:
                return moved
            for copy in left:
                try:
                    await self._move(copy)
                    moved += 1
                except VaultProblem:
                    raise
                except AppError as error:
                    log.info("a downloaded recording stays a plain file: %s (%s)", error.title, error.details)
                    self.stuck.add(copy.path)
            self.changes.publish("recordings", "rescue")

    async def _move(self, copy: PlainCopy) -> None:
        plain = Path(copy.path)
        item = await self.store.run(lambda lib: self._item(lib, copy.found))
        if item.state is not ItemState.KEPT:
            if not await anyio.Path(plain).exists():  # somebody removed it: there is nothing to move
                await self._forget(item)
                return
            vault = await self.vaults.current()
            digest, size, suffix = await anyio.to_thread.run_sync(self._seal, vault, item, plain, copy.sha256)
            place = place_of(item)
            await anyio.to_thread.run_sync(vault.put, item.id, place, lambda _done, _total: None)
            kept = replace(
                item, state=ItemState.KEPT, size=size, sha256=digest, suffix=suffix, vault=vault.id, place=place,
                kept_at=self.clock(), problem="", next_try_at=None,
            )  # fmt: skip
            item = await self.store.run(lambda lib: note_kept(lib, kept))
        elif not await anyio.to_thread.run_sync((await self.vaults.of(item)).has, item.place):
            raise Damaged("the archive does not have what it should have")
        await anyio.to_thread.run_sync(self._remove, plain)
        await self._forget(item)

    def _item(self, lib: Library, found: Found) -> ArchiveItem:
        lib.archive.note_found([found], now=self.clock())
        mine = lib.archive.of_recording(RecordingId(str(found.recording_id)))
        return next(each for each in mine if each.kind is found.kind and each.label == found.label)

    def _seal(self, vault: Vault, item: ArchiveItem, plain: Path, expected: str) -> tuple[str, int, str]:
        """Seal what is not sealed yet, and read it back."""
        if vault.has(place_of(item)):
            content = vault.content(place_of(item))
        else:
            self._copy(vault, item, plain)
            content = vault.taken(item.id)
        try:
            digest, suffix = digest_of(content), self.readable(content, item.kind)
        finally:
            content.close()
        if expected and digest != expected:
            vault.drop(item.id)
            raise NotWhole("the plain file is not the one that was downloaded")
        return digest, content.length, suffix

    @staticmethod
    def _copy(vault: Vault, item: ArchiveItem, plain: Path) -> None:
        intake = vault.intake(item.id)
        try:
            with plain.open("rb") as file:
                about = plain.stat()
                mark = f"plain {about.st_size} {about.st_mtime_ns}"
                if intake.mark != mark:
                    intake.restart()
                intake.begin(about.st_size, mark)
                file.seek(intake.size)
                while data := file.read(_SLICE):
                    anyio.from_thread.check_cancelled()
                    intake.write(data)
            intake.finish()
        except OSError as error:
            raise AppError(
                "A downloaded recording cannot be read", "It stays where it is.", details=str(error.strerror)
            ) from error
        except ValueError as error:  # it grew while it was read
            raise NotWhole("the plain file changes") from error
        finally:
            intake.close()

    def _remove(self, plain: Path) -> None:
        if not plain.resolve().is_relative_to(self.folder.resolve()):
            raise AppError("A downloaded recording lies elsewhere", "It was copied into the archive and stays there.")
        try:
            plain.unlink(missing_ok=True)
        except OSError as error:
            raise VaultProblem(
                VaultTrouble.REFUSED,
                "A downloaded recording cannot be removed",
                "It is in the archive now. Check the permissions of its folder.",
                details=str(error.strerror),
            ) from error

    async def _forget(self, item: ArchiveItem) -> None:
        """Write down that there is no plain file any more."""
        recording = RecordingId(item.source)
        await self.store.run(lambda lib: lib.recordings.note_copy(recording, local_path="", sha256=item.sha256))
