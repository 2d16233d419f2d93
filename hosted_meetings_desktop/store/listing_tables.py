"""What the library of recordings is found and put in order by, reckoned once for each recording.

A recording's meeting, the consent of its people and where its file is stand in four tables; to filter or to sort by
them over all recordings would take as long as there are many. Here they stand side by side, with an index for each
order. Triggers note which recordings changed in any of these tables; whoever lists brings those up to date first
(``catch_up``), in the same transaction, so that no list is older than what it is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, Boolean, Column, Index, Integer, String, Table, Text, event, text

from hosted_meetings_desktop.store.listing_consent import CONSENT, RULES_CHANGED, RULES_TAKEN, know_names
from hosted_meetings_desktop.store.tables import UtcDateTime, metadata

_ID = String(64)

listed = Table(
    "listed_recordings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("recording_id", _ID, nullable=False, unique=True),
    Column("meeting_id", _ID, nullable=True),
    Column("session_id", _ID, nullable=True, index=True),
    Column("title", Text(collation="NOCASE"), nullable=False),
    Column("host", Text, nullable=False),
    Column("visit_type_id", _ID, nullable=False),  # empty for none
    Column("consent", String(16), nullable=False),
    Column("invoked_at", UtcDateTime, nullable=False),
    Column("seconds", Integer, nullable=True),
    Column("size", Integer, nullable=True),
    Column("kept", Boolean, nullable=False),
    Column("wanting", Integer, nullable=False),  # 1 not kept, 2 not kept and not in the archive's list either
    Column("trouble", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("gone_at", UtcDateTime, nullable=False),  # of what waits; of all else never, which sorts last
    Column("retain_until", UtcDateTime, nullable=False),  # of what is kept, as above
)

stale = Table("listed_stale", metadata, Column("recording_id", _ID, primary_key=True))

_l = listed.c
Index("ix_listed_newest", _l.invoked_at, _l.number)
Index("ix_listed_title", _l.title, _l.invoked_at.desc(), _l.number)
Index("ix_listed_longest", _l.seconds.desc(), _l.number)
Index("ix_listed_largest", _l.size.desc(), _l.number)
Index("ix_listed_host", _l.host, _l.invoked_at, _l.number)
Index("ix_listed_visit_type", _l.visit_type_id, _l.invoked_at, _l.number)
Index("ix_listed_consent", _l.consent, _l.invoked_at, _l.number)
Index("ix_listed_kept", _l.kept, _l.invoked_at, _l.number)
Index("ix_listed_leaving", _l.kept, _l.gone_at, _l.invoked_at.desc(), _l.number)
Index("ix_listed_ending", _l.retain_until, _l.number)
for _name, _where in (("wanting", "wanting > 0"), ("trouble", "trouble"), ("held", "held")):
    _only = text(_where)
    Index(f"ix_listed_{_name}", _l.invoked_at, _l.number, sqlite_where=_only, postgresql_where=_only)

NEAREST = """
    (SELECT p.id FROM meetings p WHERE p.room_of = o.id
     ORDER BY p.cancelled, abs(julianday(p.starts_at) - julianday(r.invoked_at)), p.id LIMIT 1)
"""
"""Of a series in one room: the meeting planned nearest to the recording (see held.py)."""

_NEVER = "9999-12-31 00:00:00.000000"
_NAMES = tuple(column.name for column in listed.columns if column.name != "number")
_STANDING = """(
    SELECT f.id FROM archive_items f
    WHERE f.source = r.id AND (f.kind = 'recording' AND f.label = '' OR f.kind = 'track' AND f.label != 'audio')
    ORDER BY f.kind = 'track', CASE WHEN f.state = 'waiting' THEN 0
        WHEN f.state = 'refused' AND f.seen_at IS NULL THEN 1 WHEN f.state = 'lost' AND f.seen_at IS NULL THEN 2
        WHEN f.state = 'kept' THEN 3 WHEN f.state = 'elsewhere' THEN 4
        WHEN f.state IN ('refused', 'lost') THEN 5 ELSE 6 END, f.gone_at, f.id
    LIMIT 1)"""
"""The file that says how a recording stands: its film, or of its voices the one that ``domain.voices`` names."""

_SIZE = """iif(a.kind = 'track',
    (SELECT sum(f.size) FROM archive_items f WHERE f.source = r.id AND f.kind = 'track' AND f.label != 'audio'),
    coalesce(a.size, r.size))"""

_OF_RECORDINGS = f"""
    FROM recordings r
    LEFT JOIN meetings o ON o.room_id = r.room_id
    LEFT JOIN meetings m ON m.id = CASE WHEN o.carrier THEN {NEAREST} ELSE o.id END
    LEFT JOIN archive_items a ON a.id = {_STANDING}
    WHERE r.id IN (SELECT recording_id FROM listed_stale)
"""  # noqa: S608 (made of our own words alone)

_VALUES = _NAMES[1:]
_WORDS = """
    FROM listed_recordings l JOIN recordings r ON r.id = l.recording_id LEFT JOIN meetings m ON m.id = l.meeting_id
"""
_STALE = "recording_id IN (SELECT recording_id FROM listed_stale)"
_GONE = (
    "recording_id IN (SELECT recording_id FROM listed_stale WHERE recording_id NOT IN (SELECT id FROM recordings))"
)

# What comes out as it was is left alone: to write a row and its words is most of the work, also when a rule changed
# that all recordings go by.
_CATCH_UP = (
    f"DELETE FROM listed_fts WHERE rowid IN (SELECT number FROM listed_recordings WHERE {_GONE})",  # noqa: S608
    f"DELETE FROM listed_recordings WHERE {_GONE}",  # noqa: S608
    f"""
    INSERT INTO listed_recordings ({", ".join(_NAMES)})
    SELECT
        r.id, m.id, coalesce(r.session_id, a.session_id),
        coalesce(nullif(m.title, ''), nullif(r.title, ''), 'Untitled meeting'), coalesce(m.host, ''),
        coalesce(m.visit_type_id, ''), {CONSENT}, r.invoked_at, r.seconds, {_SIZE},
        ifnull(a.state, '') = 'kept' OR r.local_path != '',
        CASE WHEN a.state = 'waiting' OR a.state = 'refused' AND a.seen_at IS NULL THEN 1
             WHEN r.status = 'UPLOADED' AND r.local_path = ''
                 AND NOT EXISTS (SELECT 1 FROM archive_items w WHERE w.source = r.id) THEN 2 ELSE 0 END,
        ifnull(a.state IN ('lost', 'refused') AND a.seen_at IS NULL, 0), ifnull(a.hold, '') != '',
        iif(a.state = 'waiting', a.gone_at, '{_NEVER}'),
        ifnull(iif(a.state = 'kept', a.retain_until, NULL), '{_NEVER}')
    {_OF_RECORDINGS}
    ON CONFLICT (recording_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _VALUES)}
    WHERE ({", ".join(f"listed_recordings.{name}" for name in _VALUES)})
        IS NOT ({", ".join(f"excluded.{name}" for name in _VALUES)})
    """,  # noqa: S608
    f"""
    DELETE FROM listed_fts WHERE rowid IN (
        SELECT l.number {_WORDS} JOIN listed_fts f ON f.rowid = l.number
        WHERE l.{_STALE} AND f.words != coalesce(m.search, r.search))
    """,  # noqa: S608
    f"""
    INSERT INTO listed_fts (rowid, words)
    SELECT l.number, coalesce(m.search, r.search) {_WORDS}
    WHERE l.{_STALE} AND NOT EXISTS (SELECT 1 FROM listed_fts f WHERE f.rowid = l.number)
    """,  # noqa: S608
    "DELETE FROM listed_stale",
)


def catch_up(file: Any) -> None:
    """Reckon anew what changed since the list was read last; ``file`` is open by its driver, in a transaction."""
    if file.execute(RULES_CHANGED).fetchone() is not None:
        for statement in RULES_TAKEN:
            file.execute(statement)
    if file.execute("SELECT 1 FROM listed_stale LIMIT 1").fetchone() is not None:
        know_names(file)
        for statement in _CATCH_UP:
            file.execute(statement)


_IN_ITS_ROOM = """
    SELECT r.id FROM recordings r WHERE r.room_id IN (
        SELECT coalesce(k.room_id, m.room_id) FROM meetings m LEFT JOIN meetings k ON k.id = m.room_of
        WHERE m.id = ROW.meeting_id)
"""
_TOLD_BY = {
    "recordings": (
        "room_id title status invoked_at started_at stopped_at seconds size session_id local_path search voices",
        "VALUES (ROW.id)",
    ),
    "meetings": (
        "title host visit_type_id search room_id room_of starts_at cancelled carrier",
        """
        SELECT id FROM recordings
        WHERE room_id IN (SELECT ROW.room_id UNION ALL SELECT room_id FROM meetings WHERE id = ROW.room_of)
        """,
    ),
    "invitees": ("meeting_id role preset removed", _IN_ITS_ROOM),
    "consents": ("meeting_id invitee_id name answer", _IN_ITS_ROOM),
    "presences": (
        "session_id user_id custom_id name preset joined_at left_at",
        "SELECT id FROM recordings WHERE session_id = ROW.session_id",
    ),
    "archive_items": (
        "source kind label state size gone_at retain_until hold seen_at session_id",
        "SELECT id FROM recordings WHERE id = ROW.source",
    ),
}
"""Of each table: which of its columns say something here, and of which recordings the row ROW does."""


def _noting(table: str, columns: Sequence[str], found: str) -> tuple[str, ...]:
    """Return the triggers that note the recordings of which a row says something else now."""
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
    deeds = {
        "insert": ("INSERT", ("new",)),
        "delete": ("DELETE", ("old",)),
        "update": (f"UPDATE OF {', '.join(columns)}", ("old", "new")),
    }
    return tuple(
        f"CREATE TRIGGER listed_{table}_{name} AFTER {deed} ON {table} "
        + (f"WHEN {changed} " if name == "update" else "")
        + "BEGIN "
        + " ".join(f"INSERT OR IGNORE INTO listed_stale {found.replace('ROW.', side + '.')};" for side in sides)
        + " END"
        for name, (deed, sides) in deeds.items()
    )


def telling(*, voices: bool = True) -> tuple[str, ...]:
    """Return the triggers; without ``voices``, those of a store in which no recording has whose voices it holds."""
    made: list[str] = []
    for table, (columns, found) in _TOLD_BY.items():
        names = [name for name in columns.split() if voices or name != "voices"]
        made += _noting(table, names, found)
    return tuple(made)


WORDS = """
    CREATE VIRTUAL TABLE listed_fts USING fts5(words, tokenize="unicode61 remove_diacritics 2", prefix='2 3')
"""
"""Has its words itself: they stand in meetings, or in recordings where a meeting is none of ours."""

LISTING_STATEMENTS = (WORDS, *telling())
"""Run in this order, after the tables are there."""

REMOVE_TELLING = tuple(
    f"DROP TRIGGER IF EXISTS listed_{table}_{name}" for table in _TOLD_BY for name in ("insert", "delete", "update")
)
REMOVE_LISTING_STATEMENTS = (*REMOVE_TELLING, "DROP TABLE listed_fts")

for _statement in LISTING_STATEMENTS:
    event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
