"""Finds sealed files of the archive that no recording stands for, and adopts them where somebody wants that."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import anyio
import anyio.lowlevel
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, Damaged, ItemId, ItemKind, ItemState, Progress
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, StoreCopies
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.safekeeping import Backup
from hosted_meetings_desktop.domain.sealed_files import SealedFile
from hosted_meetings_desktop.domain.strays import (
    NOTED,
    Adoption,
    Left,
    Memory,
    ReadStrays,
    Stray,
    StrayFolder,
    Strays,
    was_brought_back,
)
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Missing, NotWhole, Readable, Vault, VaultProblem
from hosted_meetings_desktop.services.rescue_item import digest_of
from hosted_meetings_desktop.services.rescue_vaults import Vaults

log = logging.getLogger(__name__)

TOPIC = "strays"

_WHY = "It lay in the archive, and no recording stood for it"
_LOOK_FIRST = "It was found in the archive when its time was over already"
_FIRST_LOOK = 60.0
_LOOK_EVERY = 600.0
"""Seconds until it is seen whether a look is due; after a backup was put back one is at once."""
_BETWEEN_STEPS = 0.2
_COPIES = 12
_SOME = 100
"""Places that are shown to somebody."""


@dataclass(slots=True)
class StrayService:
    """Looks the archives through once a week, page by page; nothing in them is ever changed by it.

    A file that the store does not know may be the only copy of a recording: after a backup of the store was put back
    it is one that was kept in between.

    Attributes:
        copies: Tells whether another store came in this one's place.
        rows: Reads what the store knows.
        readable: Looks whether a content is a film or a sound.
        folder: Where the archive lies as long as the clinic chose no other place.
        resting: Whether it has to wait, as during a call.
    """

    store: Store
    vaults: Vaults
    copies: StoreCopies
    rows: ReadStrays
    readable: Readable
    changes: Changes
    clock: Clock
    folder: str = ""
    resting: Callable[[], bool] = lambda: False
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    _turn: anyio.Lock = field(default_factory=anyio.Lock)
    _looking: bool = False

    # ---- what goes on by itself
    async def run(self) -> None:
        """Look when it is due, until cancelled."""
        await self.sleep(_FIRST_LOOK)
        while True:
            try:
                await self.look(asked=False)
            except AppError as error:
                log.info("the archive is not looked through: %s", error.title)
            await self.sleep(_LOOK_EVERY)

    async def look(self, *, asked: bool = True) -> Strays:
        """Look through the archives for files that no row stands for; may be cancelled at any moment.

        Args:
            asked: By somebody, who wants it now; else only what is due is looked through.

        Raises:
            AppError: the store, or the archive when somebody asked, cannot be read.
        """
        async with self._turn:
            copies = await self.copies.backups()
            wanted = await self._wanted(copies, asked=asked)
            if wanted:
                await self._look_through(wanted, asked=asked)
        return await self.standing()

    async def _wanted(self, copies: tuple[Backup, ...], *, asked: bool) -> list[str]:
        settings = await self.vaults.settings()
        noted, now = await self._noted(), self.clock()
        names = [settings.vault, *settings.former]
        if not settings.vault and not asked and not was_brought_back(copies):
            names.remove("")  # no archive was begun: there is nothing to look through
        return [each for each in dict.fromkeys(names) if asked or noted.is_due(each, now, copies)]

    async def _look_through(self, wanted: list[str], *, asked: bool) -> None:
        self._looking, away, trouble = True, 0, None
        self.changes.publish(TOPIC)
        try:
            for name in wanted:
                try:
                    vault = await self.vaults.named(name)
                    await self._look_into(vault, asked=asked)
                except (VaultProblem, Missing) as error:
                    self.vaults.let_go()
                    log.info("an archive cannot be looked through now: %s", error.title)
                    away, trouble = away + 1, error
            await self._note(lambda noted: replace(noted, away=away))
            if asked and trouble is not None and away == len(wanted):
                raise trouble
        finally:
            self._looking = False
            self.changes.publish(TOPIC)

    async def _look_into(self, vault: Vault, *, asked: bool) -> None:
        """Look through one archive; what is found is noted at the end, all at once."""
        found, more, after = list[Stray](), 0, ""
        before = {each.place: each for each in (await self._noted()).files if each.vault == vault.id}
        begun = self.clock()
        while True:
            page = await anyio.to_thread.run_sync(vault.sealed, after)
            for file in await self._unknown(page.files):
                if len(found) >= NOTED:
                    more += 1
                    continue
                known = None if asked else before.get(file.place)
                same = known is not None and known.size == file.size
                found.append(known if same and known is not None else await self._stray(vault, file))
            if not page.after or page.after == after:
                break
            after = page.after
            await self._rest(asked=asked)

        def noting(noted: Strays) -> Strays:
            others = tuple(each for each in noted.files if each.vault != vault.id)
            looked = {**(noted.looked_at or {}), vault.id: begun}
            beyond = {**(noted.beyond or {}), vault.id: more}
            return replace(noted, files=(*others, *found), beyond=beyond, looked_at=looked)

        await self._note(noting)

    async def _unknown(self, files: tuple[SealedFile, ...]) -> list[SealedFile]:
        """Return which no row stands for: listed first and asked for then, as rows are made before their files."""
        by_id = {_stray_of("", each).item: each for each in files}
        known = await self.store.run(lambda lib: self.rows(lib).known(by_id))
        return [file for item, file in by_id.items() if item not in known]

    async def _stray(self, vault: Vault, file: SealedFile) -> Stray:
        found = _stray_of(vault.id, file)

        def opens() -> bool:
            try:
                vault.content(file.place).close()
            except (Damaged, Missing):
                return False
            return True

        await self._rest(asked=True)
        return replace(found, opens=await anyio.to_thread.run_sync(opens))

    async def _rest(self, *, asked: bool) -> None:
        if asked:
            await anyio.lowlevel.checkpoint()
            return
        await self.sleep(_BETWEEN_STEPS)
        while self.resting() and not self._turn.statistics().tasks_waiting:  # somebody wants to go on
            await self.sleep(_FIRST_LOOK)

    # ---- what screens ask
    async def standing(self) -> Strays:
        """Return what is known of such files."""
        return replace(await self._noted(), looking=self._looking)

    async def where(self) -> tuple[StrayFolder, ...]:
        """Return in which places they lie."""
        settings = await self.vaults.settings()
        by_vault: dict[str, list[str]] = {}
        for each in (await self._noted()).files:
            by_vault.setdefault(each.vault, []).append(each.place)
        return tuple(self._folder(settings, name, files) for name, files in by_vault.items())

    def _folder(self, settings: ArchiveSettings, name: str, files: list[str]) -> StrayFolder:
        place = settings.place if name in {settings.vault, ""} else settings.former.get(name, settings.place)
        path = "" if place.bucket is not None else place.folder or self.folder
        return StrayFolder(place, path, tuple(files[:_SOME]))

    # ---- gestures
    async def adopt(self, by: str, progress: Progress) -> Adoption:
        """Put into the library what of these files is whole; each is read to its end before.

        A file that a copy of the store knows is again what it was; of others only films and sounds are taken, as
        recordings of no meeting.

        May be cancelled at any moment: what was adopted is, and the rest is as it was.

        Args:
            by: Who wants it.
            progress: Told how many are done, and how many there are.

        Raises:
            VaultProblem: the archive cannot be read now; what was adopted is.
        """
        async with self._turn:
            wanted = [each for each in (await self._noted()).files if each.adoptable]
            done, left = [0, 0], dict[Left, int]()
            memories = await self._memories(wanted)
            try:
                for number, stray in enumerate(wanted):
                    progress(number, len(wanted))
                    came = await self._adopt(stray, memories.get(stray.item), by)
                    if isinstance(came, Left):
                        left[came] = left.get(came, 0) + 1
                        await self._note_left(stray, came)
                    else:
                        done[not came.filmed] += 1
            finally:
                if any(done):
                    self.changes.publish("recordings", "rescue", "retention")
                self.changes.publish(TOPIC)
            return Adoption(done[0], left, (await self._noted()).more, done[1])

    async def _memories(self, wanted: list[Stray]) -> dict[ItemId, Memory]:
        """Return what copies of the store hold of files, by the newest copy that knows them.

        Where a backup was put back, the store that it replaced is a copy now, and knows what was kept in between.
        """
        found, asked = dict[ItemId, Memory](), {each.item for each in wanted}
        for copy in (await self.copies.backups())[:_COPIES]:
            missing = asked - found.keys()
            if not missing:
                break
            try:
                known = await self.copies.look_into(copy, lambda lib, ids=missing: self.rows(lib).remembered(ids))  # type: ignore[misc]
            except StoreProblem as error:  # of another version, or damaged: then it remembers nothing
                log.info("a copy of the store tells nothing: %s", error.title)
                continue
            found |= {each.item.id: each for each in known}
        return found

    async def _adopt(self, stray: Stray, memory: Memory | None, by: str) -> Left | ItemKind:
        """Adopt one; returns why not, or what it is."""
        if memory is not None and memory.item.state is ItemState.DELETED:
            return Left.DELETED
        vault = await self.vaults.named(stray.vault)
        try:
            item, sure = await anyio.to_thread.run_sync(self._verified, vault, stray, memory)
        except (Damaged, Missing):
            return Left.DAMAGED
        except NotWhole:
            return Left.TEXT
        recording = memory.recording if memory is not None and sure else _recording_of(item, stray)
        return await self.store.run(lambda lib: self._keep(lib, item, recording, by))

    def _verified(self, vault: Vault, stray: Stray, memory: Memory | None) -> tuple[ArchiveItem, bool]:
        """Read all of a file, in a worker thread; returns its row, and whether that is the one it had.

        Raises:
            NotWhole: it is neither a film nor a sound, and nothing is known of it.
        """
        content = vault.content(stray.place)
        try:
            digest, size = digest_of(content), content.length
            # The header names the item, so that its row is this file's; only its content could be another one.
            sure = memory is not None and memory.item.sha256 in {"", digest}
            kind = memory.item.kind if memory is not None and sure else ItemKind.RECORDING
            suffix = self.readable(content, kind)
        finally:
            content.close()
        now = self.clock()
        if memory is not None and sure:
            kept_at = memory.item.kept_at or now
            return replace(
                memory.item, state=ItemState.KEPT, vault=stray.vault, place=stray.place, suffix=suffix, size=size,
                sha256=digest, kept_at=kept_at, problem="", next_try_at=None, tries=0, mismatches=0,
            ), True  # fmt: skip
        return ArchiveItem(
            stray.item, kind, ItemState.KEPT, now, stray.happened_at, _recording_id(stray), suffix=suffix, size=size,
            sha256=digest, vault=stray.vault, place=stray.place, kept_at=now,
        ), False  # fmt: skip

    def _keep(self, lib: Library, item: ArchiveItem, recording: Recording | None, by: str) -> Left | ItemKind:
        rows, now = self.rows(lib), self.clock()
        if rows.known([item.id]):  # somebody else was faster
            return item.kind
        other = rows.of_source(item)
        others = (*rows.same_content(item.sha256), other)
        states = {each.state for each in others if each is not None}
        if ItemState.DELETED in states:
            return Left.DELETED
        if ItemState.KEPT in states:
            return Left.TWICE
        rows.adopt(item, recording)
        _meeting, visit_type = lib.retention.visit_of(item)
        until = lib.retention.rules().until(item.happened_at, visit_type)
        # What is just found is not cleared up in the next hour: somebody looks at it first.
        over = until is not None and until <= now
        hold = item.hold or (other.hold if other is not None else "") or (_LOOK_FIRST if over else "")
        lib.archive.keep(replace(item, retain_until=until, hold=hold))
        facts = {"kind": item.kind.value, "source": item.source, "size": str(item.size), "sha256": item.sha256}
        lib.audit.append(AuditNote(now, Deed.KEPT, item.id, by, _WHY, facts))
        return item.kind

    async def _note_left(self, stray: Stray, why: Left) -> None:
        told = replace(stray, why_left=why.value, opens=stray.opens and why is not Left.DAMAGED)
        await self._note(
            lambda noted: replace(noted, files=tuple(told if each == stray else each for each in noted.files))
        )

    # ---- what is noted
    async def _noted(self) -> Strays:
        def read(lib: Library) -> Strays:
            rows = self.rows(lib)
            noted = rows.noted()
            return noted.known(rows.known([each.item for each in noted.files]))

        return await self.store.run(read)

    async def _note(self, change: Callable[[Strays], Strays]) -> None:
        def write(lib: Library) -> None:
            rows = self.rows(lib)
            rows.note(change(rows.noted()))

        await self.store.run(write)


def _stray_of(vault: str, file: SealedFile) -> Stray:
    return Stray(vault, file.place, file.size, file.changed_at)


def _recording_id(stray: Stray) -> RecordingId:
    return RecordingId(f"recovered-{stray.item}")


def _recording_of(item: ArchiveItem, stray: Stray) -> Recording:
    """Return what is known of an adopted file: about when it was recorded, and nothing of a meeting."""
    when = f"{item.happened_at:%Y-%m-%d}" if stray.day_is_known else f"{item.happened_at:%Y-%m}"
    return Recording(
        RecordingId(item.source), None, f"Recovered recording, {when}", RecordingStatus.UPLOADED, item.happened_at,
        size=item.size,
    )  # fmt: skip
