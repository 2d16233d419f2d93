"""Rescues one file: its link, its download, its proof, its place in the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import anyio
import anyio.from_thread
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, Damaged, ItemKind, ItemState, Progress
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError, NotFound
from hosted_meetings_desktop.domain.ids import RecordingId, SessionId
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.vault import (
    Bucket,
    Content,
    LinkExpired,
    Missing,
    NotWhole,
    OwnStorage,
    Readable,
    SealedFetcher,
    Vault,
)
from hosted_meetings_desktop.services.rescue_vaults import Vaults

BY_ITSELF = "the app"

_SLICE = 1 << 20
_AT_ONCE = 500
_GOOD_FOR = timedelta(minutes=2)
"""A link that expires sooner is not begun with."""


class NotMade(AppError):
    """The provider has no such file, or not yet."""

    def __init__(self, why: str = "The video service has none.") -> None:
        super().__init__("There is no such file", why, retryable=True)


class GoneForGood(AppError):
    """The provider has deleted it."""

    def __init__(self) -> None:
        super().__init__("The video service deleted this before it could be downloaded", "It cannot be brought back.")


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    expires_at: datetime | None
    size: int | None


@dataclass(frozen=True, slots=True)
class ItemRescue:
    """Brings one item from the provider into the archive, or says why not.

    Attributes:
        own_storage: Opens the bucket into which the account itself records.
        readable: Looks whether a content is what it should be.
    """

    store: Store
    service: VideoService
    fetcher: SealedFetcher
    vaults: Vaults
    readable: Readable
    own_storage: Callable[[Bucket], OwnStorage]
    clock: Clock

    async def run(self, item: ArchiveItem, progress: Progress, pace: Callable[[int], Awaitable[None]]) -> ArchiveItem:
        """Rescue an item; returns it as it is kept now.

        Raises:
            NotWhole: what came is not what it should be; nothing of it was kept.
            GoneForGood: it is lost.
            NotMade: the provider has none, or not yet.
            VaultProblem: the archive cannot be used now.
            AppError: anything else; what came is kept for the next try.
        """
        vault = await self.vaults.current()
        place = place_of(item)
        found = await self._from_before(item, vault, place)
        if found is None:
            link = await self._link(item)
            if link is None:
                return await self._elsewhere(item)
            found = await self._fetched(item, vault, link, progress, pace)
        digest, size, suffix = found
        await anyio.to_thread.run_sync(vault.put, item.id, place, _cancellable(progress))
        kept = replace(
            item, state=ItemState.KEPT, size=size, sha256=digest, suffix=suffix, vault=vault.id, place=place,
            kept_at=self.clock(), problem="", next_try_at=None, tries=0, mismatches=0,
        )  # fmt: skip
        with anyio.CancelScope(shield=True):  # it is there: that has to be known after the app has closed too
            kept = await self.store.run(lambda lib: note_kept(lib, kept))
        return kept

    # ---- what an earlier run left
    async def _from_before(self, item: ArchiveItem, vault: Vault, place: str) -> tuple[str, int, str] | None:
        """Return what was taken in wholly by a run that ended before it could say so."""

        def look() -> tuple[str, int, str] | None:
            there = vault.has(place)
            try:
                content = vault.content(place) if there else vault.taken(item.id)
            except (Missing, Damaged):
                return None
            try:
                if item.size is not None and content.length != item.size:
                    return None
                return digest_of(content), content.length, self.readable(content, item.kind)
            except (NotWhole, Damaged):
                return None
            finally:
                content.close()

        return await anyio.to_thread.run_sync(look)

    # ---- the link
    async def _link(self, item: ArchiveItem) -> _Link | None:
        if not item.kind.filmed:
            return await self._text_link(item)
        known = await self.store.run(lambda lib: lib.recordings.get(RecordingId(item.source)))
        link = _link_of(known, item) if known is not None else None
        if link is not None and link.expires_at is not None and link.expires_at > self.clock() + _GOOD_FOR:
            return link
        return await self._fresh_link(item)

    async def _fresh_link(self, item: ArchiveItem) -> _Link | None:
        if not item.kind.filmed:
            return await self._text_link(item)
        try:
            found = await self.service.get_recording(RecordingId(item.source))
        except NotFound as error:
            raise GoneForGood from error
        await self.store.run(lambda lib: lib.recordings.note(found, now=self.clock()))
        if found.status is RecordingStatus.ERRORED:
            raise NotMade("The video service could not save this recording.")
        if found.status is not RecordingStatus.UPLOADED:
            raise AppError("This recording is not ready yet", "It is downloaded when it is.", retryable=True)
        if not found.files and item.label == "":
            return None
        link = _link_of(found, item)
        if link is None:
            raise NotMade("The video service does not offer this part of the recording any more.")
        if link.expires_at is not None and link.expires_at <= self.clock():
            raise GoneForGood
        return link

    async def _text_link(self, item: ArchiveItem) -> _Link:
        ask = {
            ItemKind.TRANSCRIPT: self.service.session_transcript,
            ItemKind.CHAT: self.service.session_chat,
            ItemKind.SUMMARY: self.service.session_summary,
        }[item.kind]
        try:
            found = await ask(SessionId(item.source))
        except NotFound as error:
            raise NotMade from error
        return _Link(found.url, found.expires_at, None)

    # ---- the download
    async def _fetched(
        self,
        item: ArchiveItem,
        vault: Vault,
        link: _Link,
        progress: Progress,
        pace: Callable[[int], Awaitable[None]],
    ) -> tuple[str, int, str]:
        expected = item.size if item.size is not None else link.size
        try:
            digest = await self._fetch(item, vault, link.url, expected, progress, pace)
        except LinkExpired:
            fresh = await self._fresh_link(item)
            if fresh is None or fresh.url == link.url:
                raise
            digest = await self._fetch(item, vault, fresh.url, expected, progress, pace)
        return await anyio.to_thread.run_sync(self._proved, item, vault, digest)

    async def _fetch(
        self,
        item: ArchiveItem,
        vault: Vault,
        url: str,
        expected: int | None,
        progress: Progress,
        pace: Callable[[int], Awaitable[None]],
    ) -> str:
        try:
            return await self.fetcher.fetch_sealed(
                url, lambda: vault.intake(item.id), expected_size=expected, progress=progress, pace=pace
            )
        except NotFound as error:
            raise (GoneForGood() if item.kind.filmed else NotMade()) from error

    def _proved(self, item: ArchiveItem, vault: Vault, digest: str) -> tuple[str, int, str]:
        """Read back what lies there now; what is not as it should be is thrown away."""
        try:
            content = vault.taken(item.id)
            try:
                if not content.length and not item.kind.filmed:
                    raise NotMade("The video service's file is empty.")
                suffix = self.readable(content, item.kind)
                if digest_of(content) != digest:
                    raise Damaged("what the disk gives back is not what was written")
                return digest, content.length, suffix
            finally:
                content.close()
        except (NotWhole, Damaged, NotMade) as error:
            vault.drop(item.id)
            if isinstance(error, Damaged):
                raise NotWhole(error.details, "The disk did not keep the file as it was written") from error
            raise

    async def look_elsewhere(self) -> None:
        """Look in the account's own storage for what was not found there, or before it was entered.

        Raises:
            VaultProblem: it cannot be read now.
        """
        for item in await self.store.run(lambda lib: lib.archive.unfound(limit=_AT_ONCE)):
            await self._elsewhere(item)

    async def _elsewhere(self, item: ArchiveItem) -> ArchiveItem:
        """Note that the account records into a storage of its own, and where the file lies in there."""
        settings = await self.vaults.settings()
        name = await self.store.run(lambda lib: _file_name(lib, item))
        place = None
        if settings.own_storage is not None:
            storage = self.own_storage(settings.own_storage)
            place = await anyio.to_thread.run_sync(storage.find, name)
        problem = ""
        if settings.own_storage is None:
            problem = "The account records into its own storage. Enter that bucket in Settings to play it from there."
        elif place is None:
            problem = "The account records into its own storage, where this file was not found."
        told = replace(item, state=ItemState.ELSEWHERE, place=place or "", problem=problem, next_try_at=None)

        def work(lib: Library) -> ArchiveItem:
            known = lib.archive.get(item.id)
            if known is None or known.state is ItemState.DELETED:
                return known or told
            lib.archive.keep(replace(told, hold=known.hold))
            return told

        return await self.store.run(work)


def place_of(item: ArchiveItem) -> str:
    """Return where an item lies in an archive: by the month, and by our own id: no name of anybody."""
    return f"{item.happened_at:%Y}/{item.happened_at:%m}/{item.id}.hma"


def digest_of(content: Content) -> str:
    """Return the SHA-256 hex digest of a content; blocks, and ends when its task is cancelled."""
    digest = hashlib.sha256()
    for place in range(0, content.length, _SLICE):
        anyio.from_thread.check_cancelled()
        digest.update(content.read_at(place, _SLICE))
    return digest.hexdigest()


def note_kept(lib: Library, item: ArchiveItem) -> ArchiveItem:
    """Write down that an item is kept, and until when; what was decided about it meanwhile stays."""
    known = lib.archive.get(item.id)
    if known is not None and known.state is ItemState.DELETED:
        # Deleted while it was on its way: what has come is removed by the retention's next turn.
        gone = replace(known, vault=item.vault, place=item.place)
        lib.archive.keep(gone)
        return gone
    if known is not None:
        item = replace(item, hold=known.hold)
    _meeting, visit_type = lib.retention.visit_of(item)
    kept = replace(item, retain_until=lib.retention.rules().until(item.happened_at, visit_type))
    lib.archive.keep(kept)
    facts = {"kind": kept.kind.value, "source": kept.source, "size": str(kept.size), "sha256": kept.sha256}
    lib.audit.append(AuditNote(kept.kept_at or kept.found_at, Deed.KEPT, kept.id, BY_ITSELF, facts=facts))
    return kept


def _cancellable(progress: Progress) -> Progress:
    """Return a progress for a worker thread: tells the loop, and ends the work when its task is cancelled."""

    def tell(done: int, total: int | None) -> None:
        anyio.from_thread.check_cancelled()
        anyio.from_thread.run_sync(progress, done, total)

    return tell


def _link_of(recording: Recording, item: ArchiveItem) -> _Link | None:
    for file in recording.files:
        if file.label == item.label:
            return _Link(file.url, file.expires_at, recording.size if not file.label else None)
    return None


def _file_name(lib: Library, item: ArchiveItem) -> str:
    found = lib.recordings.get(RecordingId(item.source))
    return "" if found is None else found.file_name
