"""Sessions, who was in them, and what they left behind (FACTS section 4)."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import NotFound, StrangeAnswer
from hosted_meetings_desktop.domain.ids import RoomId, SessionId
from hosted_meetings_desktop.domain.room import ExportLink, RemotePage, all_pages
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte import wire_sessions as wired
from hosted_meetings_desktop.dyte.calls import Calls, at, data_of, written

if TYPE_CHECKING:  # the first lists need nothing of the ledger
    from hosted_meetings_desktop.domain.ledger.sources import PeerDevice, PeerEvent

_LOG = logging.getLogger(__name__)


class Sessions(Calls):
    """``/sessions``."""

    async def list_sessions(
        self,
        *,
        page: int = 1,
        per_page: int = 50,
        room: RoomId | None = None,
        live: bool | None = None,
        since: datetime | None = None,
        newest_first: bool = True,
    ) -> RemotePage[Session]:
        """Return a page of sessions; Dyte says no total for them.

        Args:
            page: Counts from 1.
            per_page: Rows on a page.
            room: Only this meeting's.
            live: Only running (True) or only ended ones (False).
            since: Only sessions from then on, aware.
            newest_first: Or oldest first.
        """
        query = {"sort_by": "createdAt", "sort_order": self._order(newest_first=newest_first)}
        if room is not None:
            query["associated_id"] = room
        if live is not None:
            query["status"] = "LIVE" if live else "ENDED"
        if since is not None:
            query["start_time"] = written(since)
        return await self._read_page("/sessions", wired.SESSIONS, page=page, per_page=per_page, query=query)

    def _order(self, *, newest_first: bool) -> str:
        return self._dialect.newest_first if newest_first else self._dialect.oldest_first

    async def get_session(self, session: SessionId) -> Session:
        """Return one session; Dyte wraps it in ``data.session``, RealtimeKit does not."""
        return await self._read(at("sessions", session), wired.SessionRow, wired.session, "session")

    async def session_participants(
        self, session: SessionId, *, page: int = 1, per_page: int = 50
    ) -> RemotePage[Presence]:
        """Return a page of joins, one row each, first joined first."""
        query = {"view": "raw", "sort_by": "joinedAt", "sort_order": self._order(newest_first=False)}
        path = at("sessions", session, "participants")
        return await self._read_page(path, wired.presences(session), page=page, per_page=per_page, query=query)

    async def peer_events(self, session: SessionId) -> tuple[PeerEvent, ...]:
        """Return what was noted of each connection of a session: begun, joined, left."""
        from hosted_meetings_desktop.dyte import wire_peers as peers

        query = {"view": "raw", "sort_by": "joinedAt", "sort_order": self._order(newest_first=False)}
        query["include_peer_events"] = "true"
        path, reader = at("sessions", session, "participants"), peers.peer_events(session)

        async def read(*, page: int, per_page: int) -> RemotePage[tuple[PeerEvent, ...]]:
            return await self._read_page(path, reader, page=page, per_page=per_page, query=query)

        return tuple([event async for found in all_pages(read) for row in found.rows for event in row])

    async def devices(self, session: SessionId) -> tuple[PeerDevice, ...]:
        """Return what people joined a session with. It takes a request for each connection.

        Of the report on a connection, which also tells where somebody is, nothing else is asked for.
        """
        found = []
        async for listed in all_pages(partial(self.session_participants, session)):
            for row in listed.rows:
                try:
                    found.append(await self._device(row))
                except (NotFound, StrangeAnswer) as error:
                    _LOG.debug("nothing is known of a connection: %s", error.details)
        return tuple(found)

    async def _device(self, of: Presence) -> PeerDevice:
        from hosted_meetings_desktop.dyte import wire_peers as peers

        path = at("sessions", "peer-report", of.peer_id)
        body = await self._transport.read(path, {"filters": "device_info"})
        try:
            row = wire.record(data_of(body, f"GET {path}"), peers.PeerReportRow, "participant")
        except wire.Unreadable as error:
            raise StrangeAnswer(details=f"GET {path}: {error}") from error
        return peers.device(row, of)

    async def session_chat(self, session: SessionId) -> ExportLink:
        """Return the link to a session's chat (CSV).

        Raises:
            NotFound: There is none, or it is gone (kept 7 days), or not made yet.
        """
        return await self._export(session, "chat")

    async def session_transcript(self, session: SessionId) -> ExportLink:
        """Return the link to a session's transcript (CSV).

        Raises:
            NotFound: There is none, or it is gone, or not made yet.
        """
        return await self._export(session, "transcript")

    async def session_summary(self, session: SessionId) -> ExportLink:
        """Return the link to a session's summary.

        Raises:
            NotFound: There is none, or it is gone, or not made yet.
        """
        return await self._export(session, "summary")

    async def make_summary(self, session: SessionId) -> None:
        """Ask for a summary; it takes a while."""
        await self._command("POST", at("sessions", session, "summary"))

    async def _export(self, session: SessionId, what: str) -> ExportLink:
        path = at("sessions", session, what)
        body = await self._transport.read(path)
        try:
            data = data_of(body, f"GET {path}")
        except wire.Unreadable as error:
            raise StrangeAnswer(details=f"GET {path}: {error}") from error
        try:
            return wired.export_link(data, what)
        except wire.Unreadable as error:
            raise NotFound(f"The {what}", details=f"GET {path}: {error}") from error
