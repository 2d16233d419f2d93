"""Reads what the provider keeps into the store, page by page."""

from __future__ import annotations

from functools import partial

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import NotFound
from hosted_meetings_desktop.domain.ids import RecordingId, SessionId
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import RemotePage, Room, all_pages
from hosted_meetings_desktop.domain.session import Session

_ATTENDANCE_AT_ONCE = 20


class Puller:
    """Reads lists; each page is its own transaction, so that what came is shown and kept."""

    def __init__(self, store: Store, service: VideoService, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._clock = clock

    async def presets(self) -> None:
        """Read the names of the account's presets."""
        found: list[Preset] = []
        async for page in all_pages(self._service.list_presets):
            found += page.rows
        await self._store.run(lambda lib: lib.presets.replace(tuple(found)))

    async def rooms(self) -> None:
        """Read every room: ours are refreshed, those made elsewhere are shown as meetings."""
        async for page in all_pages(self._service.list_rooms):

            def keep(lib: Library, page: RemotePage[Room] = page) -> None:
                for room in page.rows:
                    lib.meetings.adopt_room(room, now=self._clock())

            await self._store.run(keep)

    async def sessions(self, *, everything: bool = False) -> bool:
        """Read sessions, the newest first, until a page brings nothing new; then the people of those that moved.

        Returns:
            Whether anything changed.
        """
        changed = False
        async for page in all_pages(self._service.list_sessions):

            def keep(lib: Library, page: RemotePage[Session] = page) -> bool:
                news = False
                for row in page.rows:
                    known = lib.sessions.get(row.id)
                    moved = known is None or known.open
                    lib.sessions.note(row, now=self._clock())
                    news = news or moved
                return news

            news = await self._store.run(keep)
            changed = changed or news
            if not news and not everything:
                break
        await self._close_vanished()
        return await self._attendance() or changed

    async def recordings(self, *, everything: bool = False) -> bool:
        """Read recordings, the newest first, until a page brings nothing new. Returns whether anything changed."""
        changed = False
        async for page in all_pages(self._service.list_recordings):

            def keep(lib: Library, page: RemotePage[Recording] = page) -> bool:
                news = False
                for row in page.rows:
                    known = lib.recordings.get(row.id)
                    moved = known is None or known.status.moving
                    lib.recordings.note(row, now=self._clock())
                    news = news or moved
                return news

            news = await self._store.run(keep)
            changed = changed or news
            if not news and not everything:
                break
        return changed

    async def recording(self, recording: RecordingId) -> None:
        """Read one recording again (its link may have been renewed)."""
        found = await self._service.get_recording(recording)
        await self._store.run(lambda lib: lib.recordings.note(found, now=self._clock()))

    async def people(self, session: SessionId) -> None:
        """Read the joins of one session."""
        rows: list[Presence] = []
        async for page in all_pages(partial(self._service.session_participants, session)):
            rows += page.rows
        await self._store.run(lambda lib: lib.sessions.note_presences(session, tuple(rows), now=self._clock()))

    async def _close_vanished(self) -> None:
        """Ask for sessions that were running but did not come in the list."""
        for session in await self._store.run(lambda lib: lib.sessions.open_sessions()):
            try:
                found = await self._service.get_session(session.id)
            except NotFound:
                continue
            await self._note_session(found)

    async def _note_session(self, session: Session) -> None:
        await self._store.run(lambda lib: lib.sessions.note(session, now=self._clock()))

    async def _attendance(self) -> bool:
        wanted = await self._store.run(
            lambda lib: (
                *lib.sessions.open_sessions(),
                *lib.sessions.without_final_attendance(limit=_ATTENDANCE_AT_ONCE),
            )
        )
        for session in wanted:
            await self.people(session.id)
        return bool(wanted)
