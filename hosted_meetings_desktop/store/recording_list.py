"""The library of recordings, in plain SQL as the lists are: filtered, in order, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from hosted_meetings_desktop.domain.archive import PROVIDER_KEEPS, ArchiveItem
from hosted_meetings_desktop.domain.ids import MeetingId, RecordingId, RoomId, SessionId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import (
    LAST_DAY,
    ConsentState,
    Keeping,
    ListFilter,
    ListOrder,
    RecordingRow,
)
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.store.archive import item_of
from hosted_meetings_desktop.store.archive_tables import archive_items
from hosted_meetings_desktop.store.full_text import match
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.meeting_list import stored_time

_NEAREST = """
    (SELECT p.id FROM meetings p WHERE p.room_of = o.id
     ORDER BY p.cancelled, abs(julianday(p.starts_at) - julianday(r.invoked_at)), p.id LIMIT 1)
"""
"""Of a series in one room: the meeting planned nearest to the recording (see held.py)."""

_MEETING = f"""
    LEFT JOIN meetings o ON o.room_id = r.room_id
    LEFT JOIN meetings m ON m.id = CASE WHEN o.carrier THEN {_NEAREST} ELSE o.id END
"""
_ITEM = "LEFT JOIN archive_items a ON a.source = r.id AND a.kind = 'recording' AND a.label = ''"

_ANSWER = """
    coalesce((SELECT c.answer FROM consents c
              WHERE c.meeting_id = m.id AND c.invitee_id = i.id AND c.answer != 'asked'
              ORDER BY c.number DESC LIMIT 1), '')
"""
_ASKED = "FROM invitees i WHERE i.meeting_id = coalesce(m.room_of, m.id) AND NOT i.removed AND i.role != 'host'"
_CONSENT = f"""
    CASE WHEN m.id IS NULL THEN 'unknown'
         WHEN EXISTS (SELECT 1 {_ASKED} AND {_ANSWER} IN ('refused', 'withdrawn')) THEN 'refused'
         WHEN EXISTS (SELECT 1 {_ASKED} AND {_ANSWER} != 'given') THEN 'missing'
         ELSE 'given' END
"""
_KEPT = "(ifnull(a.state, '') = 'kept' OR r.local_path != '')"
_FETCHED_WITHIN = PROVIDER_KEEPS + timedelta(days=3)
_ORDERS = {
    ListOrder.NEWEST: "r.invoked_at DESC, r.rowid DESC",
    ListOrder.OLDEST: "r.invoked_at, r.rowid",
    ListOrder.TITLE: "coalesce(m.title, r.title) COLLATE NOCASE, r.invoked_at DESC, r.rowid",
    ListOrder.LONGEST: "r.seconds DESC, r.rowid",
    ListOrder.LARGEST: "coalesce(a.size, r.size) DESC, r.rowid",
    ListOrder.LEAVING: f"{_KEPT}, a.state IS NULL OR a.state != 'waiting', a.gone_at, r.invoked_at DESC, r.rowid",
    ListOrder.ENDING: "a.state IS NULL OR a.state != 'kept', a.retain_until IS NULL, a.retain_until, r.rowid",
}
_BY_TIME = frozenset({ListOrder.NEWEST, ListOrder.OLDEST})
_BY_MEETING = frozenset({ListOrder.TITLE})
_BY_ITEM = frozenset({ListOrder.LARGEST, ListOrder.LEAVING, ListOrder.ENDING})

_COLUMNS = f"""
    r.id, r.room_id, coalesce(nullif(m.title, ''), nullif(r.title, ''), 'Untitled meeting'), r.status, r.invoked_at,
    r.started_at, r.stopped_at, r.seconds, r.size, r.file_name, r.session_id, r.files, r.local_path, r.sha256,
    r.observed_at, m.id, coalesce(m.host, ''), m.visit_type_id, {_CONSENT},
    (SELECT json_group_array(i.name) FROM (SELECT name FROM invitees WHERE meeting_id = coalesce(m.room_of, m.id)
        AND NOT removed AND role = 'patient' ORDER BY position) i),
    (SELECT count(*) FROM shares s WHERE s.recording_id = r.id AND s.withdrawn_at IS NULL),
    EXISTS (SELECT 1 FROM transcript_lines l WHERE l.session_id = r.session_id), r.rowid
"""  # noqa: S608


class ListedRecordings:
    """Implements ``RecordingListReader``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._raw: Any = connection.connection.driver_connection

    def page(self, wanted: ListFilter, *, now: datetime, offset: int, limit: int) -> Page[RecordingRow]:
        """Return a page, and how many there are."""
        found = self._places(wanted, now, limit=limit, offset=offset)
        if wanted.narrowed or wanted.text.strip() or wanted.order not in _BY_TIME:
            # To count them every one has to be looked at: done once, and the page cut out here.
            return Page(self._rows(found[offset : offset + limit]), len(found))
        (total,) = self._raw.execute("SELECT count(*) FROM recordings").fetchone()
        return Page(self._rows(found), total)

    def _places(self, wanted: ListFilter, now: datetime, *, limit: int, offset: int = 0) -> list[int]:
        """Return the rows that fit, in their order; a page of them where an index has it, else all."""
        where, values, joins = _conditions(wanted, now)
        query = f"SELECT r.rowid FROM recordings r {joins} WHERE {where} ORDER BY {_ORDERS[wanted.order]}"  # noqa: S608
        if not wanted.narrowed and not wanted.text.strip() and wanted.order in _BY_TIME:
            query += " LIMIT ? OFFSET ?"
            values += [max(limit, 0), offset]
        return [row[0] for row in self._raw.execute(query, values)]

    def row(self, recording: RecordingId) -> RecordingRow | None:
        """Return one."""
        found = self._raw.execute("SELECT rowid FROM recordings WHERE id = ?", [recording])
        return next(iter(self._rows([row[0] for row in found])), None)

    def ids(self, wanted: ListFilter, *, now: datetime, limit: int) -> tuple[RecordingId, ...]:
        """Return which ones fit, in their order."""
        places = self._places(wanted, now, limit=limit)[:limit]
        found = self._raw.execute(
            "SELECT rowid, id FROM recordings WHERE rowid IN (SELECT value FROM json_each(?))", [json.dumps(places)]
        )
        names = dict(found.fetchall())
        return tuple(RecordingId(names[each]) for each in places)

    def hosts(self) -> tuple[str, ...]:
        """Return whose meetings were recorded, by name."""
        found = self._raw.execute(
            "SELECT DISTINCT host FROM meetings WHERE host != '' AND room_id IN (SELECT room_id FROM recordings)"
        )
        return tuple(sorted((row[0] for row in found), key=str.casefold))

    def counts(self, *, now: datetime) -> tuple[int, int, int]:
        """Return how many leave within a day, were lost, and wait for a person."""
        counted = """
            SELECT (SELECT count(*) FROM archive_items
                    WHERE state = 'waiting' AND gone_at <= ? AND kind IN ('recording', 'track')),
                   (SELECT count(*) FROM archive_items
                    WHERE state = 'lost' AND seen_at IS NULL AND kind IN ('recording', 'track')),
                   (SELECT count(*) FROM archive_items WHERE state = 'refused' AND seen_at IS NULL)
        """
        leaving, lost, refused = self._raw.execute(counted, [stored_time(now + LAST_DAY)]).fetchone()
        return leaving, lost, refused

    def _rows(self, places: Sequence[int]) -> tuple[RecordingRow, ...]:
        if not places:
            return ()
        rows = self._raw.execute(
            f"SELECT {_COLUMNS} FROM recordings r {_MEETING} WHERE r.rowid IN (SELECT value FROM json_each(?))",  # noqa: S608
            [json.dumps(list(places))],
        ).fetchall()
        items = self._items([row[0] for row in rows])
        made = {row[-1]: _row(row[:-1], items.get(row[0])) for row in rows}
        return tuple(made[each] for each in places)

    def _items(self, ids: Sequence[str]) -> dict[str, ArchiveItem]:
        i = archive_items.c
        query = select(archive_items).where(i.source.in_(ids), i.kind == "recording", i.label == "")
        return {row.source: item_of(row) for row in self._connection.execute(query)}


def recording_list(library: Library) -> ListedRecordings:
    """Return the reader over the transaction that is open.

    Raises:
        TypeError: the library is another store's.
    """
    if not isinstance(library, SqlLibrary):
        raise TypeError("this library is not kept in SQL")
    return ListedRecordings(library._connection)  # noqa: SLF001 (of its own kind: both read one connection)


def _conditions(wanted: ListFilter, now: datetime) -> tuple[str, list[Any], str]:
    """Return the condition, its values, and the tables that it and the order need."""
    parts: list[str] = []
    values: list[Any] = []
    meeting = wanted.order in _BY_MEETING
    item = wanted.order in _BY_ITEM
    if wanted.text.strip():
        said, words = _text_condition(wanted.text)
        parts.append(said)
        values += words
    for condition, value in (("m.host = ?", wanted.host), ("m.visit_type_id = ?", wanted.visit_type)):
        if value:
            parts.append(condition)
            values.append(value)
            meeting = True
    for condition, when in (("r.invoked_at >= ?", wanted.since), ("r.invoked_at < ?", wanted.before)):
        if when is not None:
            parts.append(condition)
            values.append(stored_time(when))
    if wanted.consent is not None:
        parts.append(f"{_CONSENT} = ?")
        values.append(wanted.consent.value)
        meeting = True
    if wanted.keeping is not None:
        parts.append(_KEEPINGS[wanted.keeping])
        values += [stored_time(now - _FETCHED_WITHIN)] if wanted.keeping is Keeping.NOT_KEPT else []
        values += [stored_time(now)] if wanted.keeping is Keeping.OVER else []
        item = item or wanted.keeping is not Keeping.NOT_KEPT
    joins = f"{_MEETING if meeting else ''} {_ITEM if item else ''}"
    return " AND ".join(parts) or "1", values, joins


_KEEPINGS = {
    # All along indexes. What is so old that no item stands for it cannot be fetched: only the newest are looked at.
    Keeping.NOT_KEPT: """
        +r.rowid IN (
            SELECT x.rowid FROM archive_items w JOIN recordings x ON x.id = w.source
            WHERE w.state = 'waiting' AND w.kind = 'recording'
            UNION
            SELECT x.rowid FROM archive_items w JOIN recordings x ON x.id = w.source
            WHERE w.state IN ('lost', 'refused') AND w.seen_at IS NULL AND w.state = 'refused'
            UNION
            SELECT x.rowid FROM recordings x
            WHERE x.invoked_at >= ? AND x.status = 'UPLOADED' AND x.local_path = ''
                AND NOT EXISTS (SELECT 1 FROM archive_items w WHERE w.source = x.id))
    """,
    Keeping.KEPT: _KEPT,
    Keeping.TROUBLE: "a.state IN ('lost', 'refused') AND a.seen_at IS NULL",
    Keeping.ON_HOLD: "a.hold != ''",
    Keeping.OVER: "a.state = 'kept' AND a.hold = '' AND a.retain_until <= ?",
}


_FOUND = f"""
    +r.rowid IN (
        SELECT r.rowid FROM meetings m JOIN recordings r ON r.room_id = m.room_id
        WHERE NOT m.carrier AND m.rowid IN (SELECT rowid FROM meetings_fts WHERE meetings_fts MATCH ?1)
        UNION
        SELECT r.rowid FROM meetings m JOIN meetings o ON o.id = m.room_of JOIN recordings r ON r.room_id = o.room_id
        WHERE m.rowid IN (SELECT rowid FROM meetings_fts WHERE meetings_fts MATCH ?1) AND m.id = {_NEAREST}
        UNION
        SELECT r.rowid FROM recordings r
        WHERE (r.room_id IS NULL OR r.room_id NOT IN (SELECT room_id FROM meetings WHERE room_id IS NOT NULL))
            AND NOT EXISTS (SELECT 1 FROM json_each(?2) w WHERE NOT instr(r.search, w.value))
        UNION
        SELECT r.rowid FROM recordings r WHERE r.id IN (
            SELECT f.source FROM archive_items f WHERE f.kind = 'recording' AND f.session_id IN (
                SELECT session_id FROM transcript_lines
                WHERE number IN (SELECT rowid FROM transcript_fts WHERE transcript_fts MATCH ?1))))
"""  # noqa: S608
"""Every word stands in the meeting or its people, in one spoken line, or in what the provider calls a room that is
none of ours. Each way goes from the words to the rows, along indexes; the plus lets the order's own index be
walked."""


def _text_condition(text: str) -> tuple[str, list[Any]]:
    """Return what finds every word, each as the beginning of a word."""
    expression = match(text)
    if not expression:  # nothing but punctuation was typed
        return "0", []
    return _FOUND, [expression, json.dumps(text.casefold().split(), ensure_ascii=False)]


def _time(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _row(row: Sequence[Any], item: ArchiveItem | None) -> RecordingRow:
    (
        recording, room, title, status, invoked, started, stopped, seconds, size, file_name, session, files,
        local_path, sha256, observed, meeting, host, visit_type, consent, patients, shared, spoken,
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
        ),
        host,
        tuple(json.loads(patients)),
        VisitTypeId(visit_type) if visit_type else None,
        item,
        ConsentState(consent),
        shared,
        bool(spoken),
    )


def _file(kept: dict[str, str]) -> RecordingFile:
    expires = datetime.fromisoformat(kept["expires_at"]) if kept["expires_at"] else None
    return RecordingFile(kept["url"], expires, kept["label"])
