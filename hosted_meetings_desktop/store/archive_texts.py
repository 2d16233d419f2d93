"""The text of kept transcripts in the store, found by its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, text

from hosted_meetings_desktop.domain.archive import ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.transcript import TranscriptHit, TranscriptLine
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.archive_tables import archive_items as items
from hosted_meetings_desktop.store.archive_tables import transcript_lines as lines
from hosted_meetings_desktop.store.full_text import match

_l = lines.c
_HOLDS = text("number IN (SELECT rowid FROM transcript_fts WHERE transcript_fts MATCH :words)")


class SqlTranscripts:
    """Implements ``TranscriptRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, item: ItemId, session: SessionId, said: Iterable[TranscriptLine]) -> int:
        """Keep the lines of a transcript in place of those it had; returns how many."""
        self.drop(item)
        rows = [
            {
                "item_id": item,
                "session_id": session,
                "place": place,
                "begins": line.begins,
                "ends": line.ends,
                "speaker": line.speaker,
                "speaker_id": line.speaker_id,
                "words": line.text,
            }
            for place, line in enumerate(said)
        ]
        if rows:
            self._connection.execute(insert(lines), rows)
        return len(rows)

    def lines(self, session: SessionId) -> tuple[TranscriptLine, ...]:
        """Return a session's lines in their order."""
        rows = self._connection.execute(select(lines).where(_l.session_id == session).order_by(_l.place))
        return tuple(_line(row) for row in rows)

    def find(self, words: str, *, limit: int, session: SessionId | None = None) -> tuple[TranscriptHit, ...]:
        """Return lines that hold every word of ``words`` or its beginning, the newest session's first."""
        query = self._holding(select(lines), words)
        if query is None:
            return ()
        if session is not None:
            query = query.where(_l.session_id == session).order_by(_l.place)
        else:
            newest = select(t.sessions.c.started_at).where(t.sessions.c.id == _l.session_id).scalar_subquery()
            query = query.order_by(newest.desc(), _l.session_id, _l.place)
        rows = self._connection.execute(query.limit(limit), {"words": match(words)})
        return tuple(
            TranscriptHit(ItemId(row.item_id), SessionId(row.session_id), row.place, _line(row)) for row in rows
        )

    def sessions_with(self, words: str, *, limit: int) -> tuple[SessionId, ...]:
        """Return the sessions in which one line holds every word of ``words`` or its beginning."""
        query = self._holding(select(_l.session_id).distinct(), words)
        if query is None:
            return ()
        return tuple(
            SessionId(row[0]) for row in self._connection.execute(query.limit(limit), {"words": match(words)})
        )

    def missing(self, *, limit: int) -> tuple[ItemId, ...]:
        """Return kept transcripts whose lines were not taken in yet."""
        i = items.c
        taken = select(_l.number).where(_l.item_id == i.id).exists()
        kept = (i.state == ItemState.KEPT) & (i.kind == ItemKind.TRANSCRIPT)
        rows = self._connection.execute(select(i.id).where(kept, ~taken).order_by(i.kept_at).limit(limit))
        return tuple(ItemId(row.id) for row in rows)

    def drop(self, item: ItemId) -> None:
        """Forget the lines of a transcript."""
        self._connection.execute(delete(lines).where(_l.item_id == item))

    @staticmethod
    def _holding(query: Select[Any], words: str) -> Select[Any] | None:
        return query.where(_HOLDS) if match(words) else None


def _line(row: Row[Any]) -> TranscriptLine:
    return TranscriptLine(row.begins, row.ends, row.speaker, row.words, row.speaker_id)
