"""The library of recordings, in plain SQL as the lists are: filtered, in order, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from hosted_meetings_desktop.domain.archive import PROVIDER_KEEPS, ArchiveItem, ItemKind
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import MeetingId, PeerId, RecordingId, RoomId, SessionId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import (
    LAST_DAY,
    ConsentState,
    Keeping,
    ListFilter,
    ListOrder,
    RecordingRow,
)
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.voices import is_of_voices, standing_of, voices_of
from hosted_meetings_desktop.store.archive import FILMED, item_of
from hosted_meetings_desktop.store.archive_tables import archive_items
from hosted_meetings_desktop.store.full_text import match
from hosted_meetings_desktop.store.library import connection_of
from hosted_meetings_desktop.store.listing_tables import catch_up
from hosted_meetings_desktop.store.meeting_list import stored_time
from hosted_meetings_desktop.store.tables import presences

_FETCHED_WITHIN = PROVIDER_KEEPS + timedelta(days=3)
_ORDERS = {
    ListOrder.NEWEST: "l.invoked_at DESC, l.number DESC",
    ListOrder.OLDEST: "l.invoked_at, l.number",
    ListOrder.TITLE: "l.title, l.invoked_at DESC, l.number",
    ListOrder.LONGEST: "l.seconds DESC, l.number",
    ListOrder.LARGEST: "l.size DESC, l.number",
    ListOrder.LEAVING: "l.kept, l.gone_at, l.invoked_at DESC, l.number",
    ListOrder.ENDING: "l.retain_until, l.number",
}
"""Each has an index: a page is read from it alone, however far down it is."""

_COLUMNS = """
    r.id, r.room_id, l.title, r.status, r.invoked_at, r.started_at, r.stopped_at, r.seconds, r.size, r.file_name,
    r.session_id, r.files, r.local_path, r.sha256, r.observed_at, r.kind, r.voices, l.meeting_id, l.host,
    l.visit_type_id, l.consent,
    (SELECT json_group_array(i.name) FROM (SELECT name FROM invitees WHERE meeting_id = coalesce(m.room_of, m.id)
        AND NOT removed AND role = 'patient' ORDER BY position) i),
    (SELECT count(*) FROM shares s WHERE s.recording_id = r.id AND s.withdrawn_at IS NULL),
    EXISTS (SELECT 1 FROM transcript_lines t WHERE t.session_id = r.session_id), l.number
"""
_ROWS = f"""
    SELECT {_COLUMNS} FROM listed_recordings l
    JOIN recordings r ON r.id = l.recording_id LEFT JOIN meetings m ON m.id = l.meeting_id
    WHERE l.number IN (SELECT value FROM json_each(?))
"""  # noqa: S608


class ListedRecordings:
    """Implements ``RecordingListReader``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._raw: Any = connection.connection.driver_connection

    def page(self, wanted: ListFilter, *, now: datetime, offset: int, limit: int) -> Page[RecordingRow]:
        """Return a page, and how many there are."""
        self._catch_up()
        where, values = _conditions(wanted, now)
        (total,) = self._raw.execute(f"SELECT count(*) FROM listed_recordings l WHERE {where}", values).fetchone()  # noqa: S608
        if offset >= total or limit <= 0:
            return Page((), total)
        query = f"SELECT l.number FROM listed_recordings l WHERE {where} ORDER BY {_ORDERS[wanted.order]} LIMIT ? OFFSET ?"  # noqa: S608, E501
        found = self._raw.execute(query, [*values, limit, offset])
        return Page(self._rows([row[0] for row in found]), total)

    def row(self, recording: RecordingId) -> RecordingRow | None:
        """Return one."""
        self._catch_up()
        found = self._raw.execute("SELECT number FROM listed_recordings WHERE recording_id = ?", [recording])
        return next(iter(self._rows([row[0] for row in found])), None)

    def ids(self, wanted: ListFilter, *, now: datetime, limit: int) -> tuple[RecordingId, ...]:
        """Return which ones fit, in their order."""
        self._catch_up()
        where, values = _conditions(wanted, now)
        query = (
            f"SELECT l.recording_id FROM listed_recordings l WHERE {where} ORDER BY {_ORDERS[wanted.order]} LIMIT ?"  # noqa: S608
        )
        return tuple(RecordingId(row[0]) for row in self._raw.execute(query, [*values, limit]))

    def hosts(self) -> tuple[str, ...]:
        """Return whose meetings were recorded, by name."""
        self._catch_up()
        # From one to the next along the index: there are few among many recordings.
        found = self._raw.execute("""
            WITH RECURSIVE known(host) AS (
                SELECT min(host) FROM listed_recordings WHERE host > ''
                UNION ALL
                SELECT (SELECT min(l.host) FROM listed_recordings l WHERE l.host > known.host) FROM known
                WHERE known.host IS NOT NULL
            ) SELECT host FROM known WHERE host IS NOT NULL
        """)
        return tuple(sorted((row[0] for row in found), key=str.casefold))

    def counts(self, *, now: datetime) -> tuple[int, int, int]:
        """Return how many leave within a day, were lost, and wait for a person."""
        counted = """
            SELECT (SELECT count(DISTINCT source) FROM archive_items
                    WHERE state = 'waiting' AND gone_at <= ? AND kind IN ('recording', 'track')),
                   (SELECT count(DISTINCT source) FROM archive_items
                    WHERE state IN ('lost', 'refused') AND seen_at IS NULL AND state = 'lost'
                        AND kind IN ('recording', 'track')),
                   (SELECT count(*) FROM archive_items WHERE state IN ('lost', 'refused') AND seen_at IS NULL
                    AND state = 'refused')
        """
        # The condition of the index over what is in trouble stands there in its own words, else it is not used.
        leaving, lost, refused = self._raw.execute(counted, [stored_time(now + LAST_DAY)]).fetchone()
        return leaving, lost, refused

    def _catch_up(self) -> None:
        """Reckon anew what changed since the list was read last."""
        catch_up(self._raw)

    def _rows(self, places: Sequence[int]) -> tuple[RecordingRow, ...]:
        if not places:
            return ()
        rows = self._raw.execute(_ROWS, [json.dumps(list(places))]).fetchall()
        items = self._items([row[0] for row in rows])
        made = {row[-1]: self._with_files(_row(row[:-1]), items.get(row[0], [])) for row in rows}
        return tuple(made[each] for each in places)

    def _with_files(self, row: RecordingRow, items: Sequence[ArchiveItem]) -> RecordingRow:
        film = next((each for each in items if each.kind is ItemKind.RECORDING and not each.label), None)
        if not is_of_voices(row.recording, items):
            return replace(row, item=film)
        voices = voices_of(row.recording, items, self._presences(row.recording.session_id))
        return replace(row, item=film or standing_of(voices), voices=voices, of_voices=True)

    def _presences(self, session: SessionId | None) -> list[Presence]:
        found = self._connection.execute(select(presences).where(presences.c.session_id == session))
        return [
            Presence(
                PeerId(row.peer_id), SessionId(row.session_id), row.user_id, row.custom_id, row.name, row.preset,
                row.joined_at, row.left_at, row.minutes,
            )
            for row in found
        ]  # fmt: skip

    def _items(self, ids: Sequence[str]) -> dict[str, list[ArchiveItem]]:
        i = archive_items.c
        found: dict[str, list[ArchiveItem]] = {}
        query = select(archive_items).where(i.source.in_(ids), i.kind.in_(FILMED)).order_by(i.label)
        for row in self._connection.execute(query):
            found.setdefault(row.source, []).append(item_of(row))
        return found


def recording_list(library: Library) -> ListedRecordings:
    """Return the reader over the transaction that is open.

    Raises:
        TypeError: the library is another store's.
    """
    return ListedRecordings(connection_of(library))


def _conditions(wanted: ListFilter, now: datetime) -> tuple[str, list[Any]]:
    """Return the condition, and its values."""
    parts: list[str] = []
    values: list[Any] = []
    if wanted.text.strip():
        expression = match(wanted.text)
        parts.append(_FOUND if expression else "0")  # where nothing but punctuation was typed
        values += [expression] * 2 if expression else []
    consent = None if wanted.consent is None else wanted.consent.value
    for name, value in (("host", wanted.host), ("visit_type_id", wanted.visit_type), ("consent", consent)):
        if value:
            parts.append(f"l.{name} = ?")
            values.append(value)
    for condition, when in (("l.invoked_at >= ?", wanted.since), ("l.invoked_at < ?", wanted.before)):
        if when is not None:
            parts.append(condition)
            values.append(stored_time(when))
    if wanted.keeping is not None:
        parts.append(_KEEPINGS[wanted.keeping])
        values += [stored_time(now - _FETCHED_WITHIN)] if wanted.keeping is Keeping.NOT_KEPT else []
        values += [stored_time(now)] if wanted.keeping is Keeping.OVER else []
    return " AND ".join(parts) or "1", values


_KEEPINGS = {
    # What is so old that no item stands for it cannot be fetched.
    Keeping.NOT_KEPT: "l.wanting > 0 AND (l.wanting = 1 OR l.invoked_at >= ?)",
    Keeping.KEPT: "l.kept = 1",
    Keeping.TROUBLE: "l.trouble",
    Keeping.ON_HOLD: "l.held",
    Keeping.OVER: "NOT l.held AND l.retain_until <= ?",
}


_FOUND = """
    l.number IN (
        SELECT rowid FROM listed_fts WHERE listed_fts MATCH ?
        UNION
        SELECT s.number FROM listed_recordings s WHERE s.session_id IN (
            SELECT session_id FROM transcript_lines
            WHERE number IN (SELECT rowid FROM transcript_fts WHERE transcript_fts MATCH ?)))
"""
"""Every word stands in the meeting or its people, in one spoken line, or in what the provider calls a room that is
none of ours."""


def _time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _row(row: Sequence[Any]) -> RecordingRow:
    (
        recording, room, title, status, invoked, started, stopped, seconds, size, file_name, session, files,
        local_path, sha256, observed, kind, voices, meeting, host, visit_type, consent, patients, shared, spoken,
    ) = row  # fmt: skip
    return RecordingRow(
        Recording(
            id=RecordingId(recording),
            room_id=RoomId(room) if room else None,
            title=title,
            status=RecordingStatus(status),
            invoked_at=datetime.fromisoformat(invoked).replace(tzinfo=UTC),
            started_at=_time(started),
            stopped_at=_time(stopped),
            seconds=seconds,
            size=size,
            file_name=file_name,
            session_id=SessionId(session) if session else None,
            files=tuple(_file(kept) for kept in json.loads(files)),
            meeting_id=MeetingId(meeting) if meeting else None,
            local_path=local_path,
            sha256=sha256,
            observed_at=_time(observed),
            kind=RecordingKind(kind),
            voices=tuple(json.loads(voices)),
        ),
        host,
        tuple(json.loads(patients)),
        VisitTypeId(visit_type) if visit_type else None,
        None,
        ConsentState(consent),
        shared,
        bool(spoken),
    )


def _file(kept: dict[str, str]) -> RecordingFile:
    expires = datetime.fromisoformat(kept["expires_at"]) if kept["expires_at"] else None
    return RecordingFile(kept["url"], expires, kept["label"])
