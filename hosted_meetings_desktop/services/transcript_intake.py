"""Takes the text of kept transcripts into the store, so that it can be searched and followed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId, ItemState
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ports import Changes, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.transcript_text import MAX_BYTES, TooLong, read_transcript
from hosted_meetings_desktop.domain.vault import Content, VaultProblem

log = logging.getLogger(__name__)

_AT_ONCE = 50
_LOOK_EVERY = 60.0


@dataclass(slots=True)
class TranscriptIntake:
    """Reads each kept transcript once.

    Attributes:
        content: Returns the content of a kept item; it blocks when it is read.
    """

    store: Store
    content: Callable[[ItemId], Awaitable[Content]]
    changes: Changes
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    _passed: set[ItemId] = field(default_factory=set)
    """Those that say nothing or cannot be read: they must not stand before the others each time."""

    async def run(self) -> None:
        """Take in what is new until cancelled."""
        while True:
            try:
                await self.turn()
            except AppError as error:  # the store cannot be read or written now: whoever uses it is told
                log.info("transcripts are not taken in: %s", error.title)
            await self.sleep(_LOOK_EVERY)

    async def turn(self) -> int:
        """Take in what was not taken in yet; returns how many transcripts had something to say."""
        taken = 0
        limit = _AT_ONCE + len(self._passed)
        for item_id in await self.store.run(lambda lib: lib.transcripts.missing(limit=limit)):
            if item_id in self._passed:
                continue
            try:
                taken += await self._take(item_id)
            except VaultProblem as error:  # the archive is away: so are all others
                log.info("transcripts are not taken in: %s", error.title)
                break
        if taken:
            self.changes.publish("recordings")
        return taken

    async def _take(self, item_id: ItemId) -> bool:
        item, begun = await self.store.run(lambda lib: _whose(lib, item_id))
        if item is None or item.session_id is None:
            self._passed.add(item_id)
            return False
        try:
            lines = await self._lines(item, begun)
        except TooLong:
            lines = ()
        except VaultProblem:
            raise
        except AppError:  # the file is damaged, or not there: whoever reads it is told
            lines = ()
        if not lines:
            self._passed.add(item_id)
            return False
        session = item.session_id
        return await self.store.run(lambda lib: _keep(lib, item_id, session, lines))

    async def _lines(self, item: ArchiveItem, begun: datetime | None) -> tuple[TranscriptLine, ...]:
        content = await self.content(item.id)

        def read() -> tuple[TranscriptLine, ...]:
            try:
                if content.length > MAX_BYTES:
                    raise TooLong
                return read_transcript(content.read_at(0, content.length), begun=begun)
            finally:
                content.close()

        return await anyio.to_thread.run_sync(read)


def _keep(lib: Library, item_id: ItemId, session: SessionId, lines: tuple[TranscriptLine, ...]) -> bool:
    """Keep what was said, unless it was deleted while it was read."""
    item = lib.archive.get(item_id)
    if item is None or item.state is not ItemState.KEPT:
        return False
    lib.transcripts.keep(item_id, session, lines)
    return True


def _whose(lib: Library, item_id: ItemId) -> tuple[ArchiveItem | None, datetime | None]:
    item = lib.archive.get(item_id)
    session = lib.sessions.get(item.session_id) if item is not None and item.session_id is not None else None
    return item, None if session is None else session.started_at
