"""Reads what the provider keeps into the store, page by page, each in its own transaction."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import NotFound
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import RemotePage, Room, all_pages
from hosted_meetings_desktop.domain.session import Session

T = TypeVar("T")

_PER_PAGE = 100
_PEOPLE_AT_ONCE = 10
_SMALL_ACCOUNT = 1_000
"""Up to so many rooms are read again each time; more only twice a day, and in between those made since."""
_WHOLE_WALK_EVERY = timedelta(hours=12)
_TELL_EVERY = 0.4
"""Seconds."""
_OVERLAP = timedelta(hours=1)
"""How far two clocks may be apart without a room being missed."""


class Walk:
    """Reads a long list from end to end once; a stop or a kill goes on where it was, not at the beginning.

    Args:
        name: Under which its cursor is kept.
    """

    def __init__(self, name: str, store: Store, clock: Clock) -> None:
        self._name = name
        self._store = store
        self._clock = clock
        self.progress: Progress | None = None

    async def ended_at(self) -> datetime | None:
        """Return when the list was last read to its end."""
        found = await self._store.run(lambda lib: lib.facts.get(f"{self._name}.walked_at"))
        return datetime.fromisoformat(found) if found else None

    async def under_way(self) -> bool:
        """Return whether a walk was begun and not ended."""
        return await self._store.run(lambda lib: lib.facts.get(f"{self._name}.page")) is not None

    async def run(
        self,
        read: Callable[..., Awaitable[RemotePage[T]]],
        keep: Callable[[Library, RemotePage[T], datetime], int],
        *,
        told: Callable[[], None],
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Walk on; returns how many rows were new or had changed.

        Args:
            read: Reads a page.
            keep: Writes a page that was asked for at a time.
            told: Called after each page.
            stopped: Asked after each page whether to leave it at that for now.
        """
        cursor = await self._store.run(lambda lib: lib.facts.get(f"{self._name}.page"))
        number = max(1, int(cursor or "1") - 1)  # the page before: rows may have moved by some places meanwhile
        news, done = 0, (number - 1) * _PER_PAGE
        asked_at = self._clock()
        async for page in all_pages(read, per_page=_PER_PAGE, first=number):
            done, number = done + page.received, number + 1

            def write(
                lib: Library, page: RemotePage[T] = page, number: int = number, asked_at: datetime = asked_at
            ) -> int:
                lib.facts.set(f"{self._name}.page", str(number))
                return keep(lib, page, asked_at)

            news += await self._store.run(write)
            self.progress = Progress(done, page.total)
            told()
            if stopped():
                return news
            asked_at = self._clock()
        await self._store.run(self._end)
        self.progress = None
        told()
        return news

    def _end(self, lib: Library) -> None:
        lib.facts.forget(f"{self._name}.page")
        lib.facts.set(f"{self._name}.walked_at", self._clock().isoformat())


class Puller:
    """Reads the provider's lists, each by itself.

    Args:
        told: Called with the topics of what changed, also within a long read.
    """

    def __init__(
        self, store: Store, service: VideoService, clock: Clock, told: Callable[..., None] = lambda *_topics: None
    ) -> None:
        self._store = store
        self._service = service
        self._clock = clock
        self._told = told
        self._room_walk = Walk("rooms", store, clock)
        self._total = 0
        self._told_at = 0.0
        self.stopped = False

    @property
    def progress(self) -> Progress | None:
        """How far reading the rooms is, while it goes on."""
        return self._room_walk.progress

    async def presets(self) -> None:
        """Read the names of the account's presets."""
        found: list[Preset] = []
        async for page in all_pages(self._service.list_presets):
            found += page.rows
        if await self._store.run(lambda lib: lib.presets.replace(tuple(found))):
            self._told("presets")

    # ---- rooms
    async def rooms(self) -> None:
        """Read the rooms: all of a small account, of a large one mostly those made since."""
        ended_at = await self._room_walk.ended_at()
        begun = ended_at is None or await self._room_walk.under_way()
        stale = ended_at is not None and not timedelta() <= self._clock() - ended_at < _WHOLE_WALK_EVERY
        if not begun and not stale and self._total > _SMALL_ACCOUNT:
            await self._rooms_since(ended_at or self._clock())
            return
        if self.stopped and begun:
            return
        await self._room_walk.run(
            self._service.list_rooms, self._keep_rooms, told=self._tell_rooms, stopped=lambda: self.stopped
        )

    async def _rooms_since(self, when: datetime) -> None:
        asked_at = self._clock()
        async for page in all_pages(partial(self._service.list_rooms, since=when - _OVERLAP), per_page=_PER_PAGE):

            def keep(lib: Library, page: RemotePage[Room] = page, asked_at: datetime = asked_at) -> int:
                return lib.sync.note_rooms(page.rows, asked_at=asked_at, now=self._clock())

            if await self._store.run(keep):
                self._told("meetings")
            asked_at = self._clock()

    def _keep_rooms(self, lib: Library, page: RemotePage[Room], asked_at: datetime) -> int:
        self._total = max(self._total, page.total or 0)
        return lib.sync.note_rooms(page.rows, asked_at=asked_at, now=self._clock())

    def _tell_rooms(self) -> None:
        """Tell of a page that came; not of each in a long row of them, for which lists would reload all the time."""
        now = time.monotonic()
        if self.progress is None or self.stopped or now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            self._told("meetings", "sync")

    # ---- sessions and their people
    async def sessions(self) -> None:
        """Read sessions, the newest first, until a page brings nothing new; then the people of those that moved."""
        walk = Walk("sessions", self._store, self._clock)
        if await walk.ended_at() is None:
            await walk.run(self._service.list_sessions, self._keep_sessions, told=partial(self._told, "sessions"))
        listed: set[SessionId] = set()
        async for page in all_pages(self._service.list_sessions, per_page=_PER_PAGE):
            listed |= {row.id for row in page.rows}
            news = await self._store.run(partial(self._keep_sessions, page=page, asked_at=self._clock()))
            if news:
                self._told("sessions", "meetings", "live")
            if not news:
                break
        await self._close_vanished(listed)
        await self._attendance()

    def _keep_sessions(self, lib: Library, page: RemotePage[Session], asked_at: datetime) -> int:
        del asked_at  # a session that has ended stays ended, whatever comes late
        return sum(lib.sessions.note(row, now=self._clock()) for row in page.rows)

    async def _close_vanished(self, listed: set[SessionId]) -> None:
        """Ask for sessions that were running but did not come in the list."""
        for session in await self._store.run(lambda lib: lib.sessions.open_sessions()):
            if session.id in listed:
                continue
            try:
                found = await self._service.get_session(session.id)
            except NotFound:
                await self._store.run(partial(_close, session=session.id))
                self._told("sessions", "meetings", "live")
                continue
            if await self._store.run(partial(_note, session=found, now=self._clock())):
                self._told("sessions", "meetings", "live")

    async def _attendance(self) -> None:
        """Read the people of some running and some ended sessions, those that waited longest first."""
        wanted = await self._store.run(
            lambda lib: lib.sessions.wanting_attendance(now=self._clock(), limit=_PEOPLE_AT_ONCE)
        )
        for session in wanted:
            try:
                changed = await self.people(session)
            except NotFound:  # beyond the provider's memory: what is known is all there will be
                await self._store.run(partial(_finish, session=session))
                continue
            if changed:
                self._told("sessions", "live")

    async def people(self, session: SessionId) -> bool:
        """Read the joins of one session; returns whether anything changed."""
        rows: list[Presence] = []
        async for page in all_pages(partial(self._service.session_participants, session)):
            rows += page.rows
        return await self._store.run(lambda lib: lib.sessions.note_presences(session, tuple(rows), now=self._clock()))

    # ---- recordings
    async def recordings(self) -> None:
        """Read recordings, the newest first, until a page brings nothing new."""
        walk = Walk("recordings", self._store, self._clock)
        if await walk.ended_at() is None:
            await walk.run(
                self._service.list_recordings, self._keep_recordings, told=partial(self._told, "recordings")
            )
        async for page in all_pages(self._service.list_recordings, per_page=_PER_PAGE):
            if not await self._store.run(partial(self._keep_recordings, page=page, asked_at=self._clock())):
                break
            self._told("recordings")

    def _keep_recordings(self, lib: Library, page: RemotePage[Recording], asked_at: datetime) -> int:
        del asked_at  # a status never goes back
        return sum(lib.recordings.note(row, now=self._clock()) for row in page.rows)


def _close(lib: Library, session: SessionId) -> None:
    lib.sessions.close(session)


def _finish(lib: Library, session: SessionId) -> None:
    lib.sessions.finish_attendance(session)


def _note(lib: Library, session: Session, now: datetime) -> bool:
    return lib.sessions.note(session, now=now)
