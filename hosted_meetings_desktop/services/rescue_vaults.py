"""The places of the archive: where it goes on, and where it lay before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, Damaged, ItemId, ItemState
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.ports import Changes, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.vault import (
    ArchiveSettings,
    Content,
    MakeVault,
    Missing,
    NotWhole,
    Vault,
    VaultPlace,
    VaultRoom,
)

_TRIED = b"tried out"


@dataclass(slots=True)
class Vaults:
    """Opens the archive where it lies; each place once, and looked at again after it failed.

    Attributes:
        make: Makes what reads and writes a place.
    """

    store: Store
    changes: Changes
    make: MakeVault
    _lock: anyio.Lock = field(default_factory=anyio.Lock)
    _opened: dict[str, Vault] = field(default_factory=dict)

    async def settings(self) -> ArchiveSettings:
        """Return what the clinic decided."""
        return await self.store.run(lambda lib: lib.archive_settings.get())

    async def decide(self, settings: ArchiveSettings) -> ArchiveSettings:
        """Keep what the clinic decided; another place is opened first, so that a slip is told at once.

        What lies in the place before stays there and is still found. The place itself is not asked where only the
        rest is decided, so that this can be done also while it is away.

        Raises:
            InputProblem: for the field to mend.
            VaultProblem: the place cannot be used; all stays as it was.
        """
        for bucket in (settings.place.bucket, settings.own_storage):
            if bucket is not None:
                bucket.check()
        before = await self.settings()
        moved = before.moved(settings.place)
        if moved is before:
            pass
        elif moved.vault:
            await self._open(moved.place, moved.vault)
        else:
            moved = replace(moved, vault=await self._begin(moved.place))
        kept = replace(settings, vault=moved.vault, former=moved.former)
        await self.store.run(lambda lib: lib.archive_settings.keep(kept))
        self.changes.publish("rescue")
        return kept

    async def try_out(self, place: VaultPlace) -> VaultRoom:
        """Write, read and delete at a place as the archive would, without going on there; returns its room.

        A place that nothing is in yet keeps the archive's mark.

        Raises:
            InputProblem: for the field to mend.
            VaultProblem: what stands in the way.
        """
        if place.bucket is not None:
            place.bucket.check()
        moved = (await self.settings()).moved(place)
        vault = self.make(moved.place, moved.vault)
        return await anyio.to_thread.run_sync(_try_out, vault, moved.vault)

    async def current(self) -> Vault:
        """Return the archive where it goes on; begun now where there is none yet.

        Raises:
            VaultProblem: it cannot be used now.
        """
        async with self._lock:
            settings = await self.settings()
            if settings.vault:
                return await self._open(settings.place, settings.vault)
            begun = await self._begin(settings.place)
            await self.store.run(lambda lib: _note_begun(lib, settings.place, begun))
            return self._opened[begun]

    async def of(self, item: ArchiveItem) -> Vault:
        """Return the archive that holds an item.

        Raises:
            VaultProblem: it cannot be used now.
            Missing: nobody knows any more where it lies.
        """
        return await self.named(item.vault)

    async def named(self, vault: str) -> Vault:
        """Return the archive that has an id; the current one where that is empty.

        Raises:
            VaultProblem: it cannot be used now.
            Missing: nobody knows any more where it lies.
        """
        settings = await self.settings()
        if vault == settings.vault or not vault:
            return await self.current()
        place = settings.former.get(vault)
        if place is None:
            raise Missing
        async with self._lock:
            return await self._open(place, vault)

    async def content(self, item: ArchiveItem) -> Content:
        """Return the content of a kept item, for one reader; it blocks, as all of a vault does.

        Raises:
            Missing: it is not there any more.
            Damaged: it is not what was put there.
            VaultProblem: it cannot be read now.
            AppError: it is not kept.
        """
        if item.state is not ItemState.KEPT:
            raise AppError("This file is not in the archive", "It can be read once it was downloaded.")
        vault = await self.of(item)
        found = await anyio.to_thread.run_sync(vault.content, item.place)
        if item.size is not None and found.length != item.size:
            await anyio.to_thread.run_sync(found.close)
            raise Damaged(f"it holds {found.length} bytes and not {item.size}")
        return found

    async def remove(self, item: ArchiveItem) -> None:
        """Delete what lies of a deleted item, in its place and on its way there, and note that nothing does.

        Raises:
            BeingWritten: it is just being downloaded; whoever does that clears it away.
            Missing: nobody knows any more where it lies.
            VaultProblem: the archive cannot be used now.
        """
        if item.vault or (await self.settings()).vault:  # else nothing was ever taken in
            vault = await self.of(item)
            await anyio.to_thread.run_sync(vault.drop, item.id)
            await anyio.to_thread.run_sync(vault.remove, item.place)
        await self.store.run(lambda lib: lib.archive.keep(replace(item, place="")))

    def let_go(self) -> None:
        """Look at every place anew the next time: one of them failed."""
        for vault in self._opened.values():
            vault.close()
        self._opened.clear()

    async def _open(self, place: VaultPlace, expected: str) -> Vault:
        if expected not in self._opened:
            vault = self.make(place, expected)
            await anyio.to_thread.run_sync(vault.open, expected)
            self._opened[expected] = vault
        return self._opened[expected]

    async def _begin(self, place: VaultPlace) -> str:
        vault = self.make(place, "")
        begun = await anyio.to_thread.run_sync(vault.open, "")
        self._opened[begun] = vault
        return begun


def _try_out(vault: Vault, expected: str) -> VaultRoom:
    tried, place = ItemId(new_id()), f"tried-{new_id()}.hma"
    try:
        vault.open(expected)
        intake = vault.intake(tried)
        try:
            intake.begin(len(_TRIED), "tried")
            intake.write(_TRIED)
            intake.finish()
        finally:
            intake.close()
        vault.put(tried, place, lambda _done, _total: None)
        content = vault.content(place)
        try:
            if content.read_at(0, len(_TRIED)) != _TRIED:
                raise NotWhole(
                    "what was read is not what was written", "This place does not keep what is written to it"
                )
        finally:
            content.close()
        vault.remove(place)
        return vault.room()
    finally:
        vault.close()


def _note_begun(lib: Library, place: VaultPlace, begun: str) -> None:
    settings = lib.archive_settings.get()
    if settings.place == place and not settings.vault:
        lib.archive_settings.keep(replace(settings, vault=begun))
