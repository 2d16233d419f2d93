"""The tables of the attendance ledger: sittings, facts, the chain of entries, and the rows and sums made of them."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from hosted_meetings_desktop.domain.ledger.sums import SUM_NAMES
from hosted_meetings_desktop.store.tables import UtcDateTime, metadata

_ID = String(64)
_SITTING = String(128)

LOOSE = ""
"""Stands in place of a sitting for facts of which it is not known yet to which one they belong."""


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


# No reference to meetings or sessions: what was held stays on record when they are taken off their lists.
ledger_sittings = Table(
    "ledger_sittings",
    metadata,
    Column("id", _SITTING, primary_key=True),
    Column("meeting_id", _ID, nullable=True, index=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("planned", Boolean, nullable=False),
    Column("entry", Integer, nullable=True),
    Column("checked_at", UtcDateTime, nullable=True),
    Column("quiet", Boolean, nullable=False, default=False),
)
RESTLESS = text("quiet = 0")
"""What still may change is found without reading what does not; a query has to say it in these words."""
Index("ix_ledger_sittings_restless", ledger_sittings.c.id, sqlite_where=RESTLESS, postgresql_where=text("NOT quiet"))

ledger_sitting_sessions = Table(
    "ledger_sitting_sessions",
    metadata,
    Column("session_id", _ID, primary_key=True),
    Column("sitting_id", _SITTING, nullable=False, index=True),
    Column("place", Integer, nullable=False),
)

# All facts of a sitting lie together in the file.
ledger_facts = Table(
    "ledger_facts",
    metadata,
    Column("sitting_id", _SITTING, primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("learned_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=True),
    Column("length_us", BigInteger, nullable=True),
    Column("meeting_id", _ID, nullable=True),
    Column("session_id", _ID, nullable=True),
    Column("place", String(16), nullable=False),
    _text("witness"),
    _text("text"),
    Column("details", JSON, nullable=False),
    _text("custom"),
    _text("participant"),
    _text("peer"),
    _text("name"),
    _text("preset"),
    sqlite_with_rowid=False,
)
IS_LOOSE = text("sitting_id = ''")
"""As ``RESTLESS``, of facts without a sitting."""
Index(
    "ix_ledger_facts_loose",
    ledger_facts.c.meeting_id,
    ledger_facts.c.at,
    sqlite_where=IS_LOOSE,
    postgresql_where=IS_LOOSE,
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sitting_id", _SITTING, nullable=False),  # stands in the content too, where the chain holds it
    Column("previous", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)
Index("ix_ledger_entries_sitting", ledger_entries.c.sitting_id, ledger_entries.c.number)

# By the number of a row, which never changes, FTS5 finds it again.
ledger_rows = Table(
    "ledger_rows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("entry", Integer, nullable=False, index=True),
    Column("sitting_id", _SITTING, nullable=False),
    Column("place", Integer, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("began", UtcDateTime, nullable=False),
    Column("meeting_id", _ID, nullable=True),
    Column("title", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("visit_type", _ID, nullable=False),
    Column("starts_at", UtcDateTime, nullable=True),
    Column("ends_at", UtcDateTime, nullable=True),
    Column("cancelled", Boolean, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("first_session", _ID, nullable=True),
    Column("key", Text, nullable=False),
    Column("invitee_id", _ID, nullable=True),
    Column("person_id", _ID, nullable=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=True),
    Column("judgement", String(24), nullable=False),
    Column("arrived", UtcDateTime, nullable=True),
    Column("first_joined", UtcDateTime, nullable=True),
    Column("last_left", UtcDateTime, nullable=True),
    Column("present_us", BigInteger, nullable=False),
    Column("joins", Integer, nullable=False),
    Column("connections", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("waited_us", BigInteger, nullable=False),
    Column("late_us", BigInteger, nullable=True),
    Column("left_early_us", BigInteger, nullable=True),
    Column("devices", JSON, nullable=False),
    Column("doubts", JSON, nullable=False),
    Column("host_key", Text, nullable=False),
    UniqueConstraint("sitting_id", "place"),
)
Index("ix_ledger_rows_host", ledger_rows.c.host_key, ledger_rows.c.day)
NOT_ATTENDED = text("judgement <> 'attended'")
"""As ``RESTLESS``, of rows of those of whom something else became: few in years of visits."""
_late, _early = text("late_us IS NOT NULL"), text("left_early_us IS NOT NULL")
Index(
    "ix_ledger_rows_judgement",
    ledger_rows.c.judgement,
    ledger_rows.c.day,
    ledger_rows.c.sitting_id,
    sqlite_where=NOT_ATTENDED,
    postgresql_where=NOT_ATTENDED,
)
for _name, _wanted in (("late", _late), ("left_early", _early)):
    Index(
        f"ix_ledger_rows_{_name}",
        ledger_rows.c.day,
        ledger_rows.c.sitting_id,
        sqlite_where=_wanted,
        postgresql_where=_wanted,
    )
_someone = text("person_id IS NOT NULL")
Index(
    "ix_ledger_rows_person",
    ledger_rows.c.person_id,
    ledger_rows.c.day,
    sqlite_where=_someone,
    postgresql_where=_someone,
)

ledger_sums = Table(
    "ledger_sums",
    metadata,
    Column("day", Date, primary_key=True),
    Column("host", Text, primary_key=True),
    Column("visit_type", _ID, primary_key=True),
    Column("role", String(16), primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in SUM_NAMES),
    sqlite_with_rowid=False,
)

LEDGER_STATEMENTS = (
    # Only ever appended to: a slip of our own is refused here, any other change shows in the chain.
    """
    CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger_entries BEGIN
        SELECT RAISE(ABORT, 'the ledger is only appended to');
    END
    """,
    """
    CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger_entries BEGIN
        SELECT RAISE(ABORT, 'the ledger is only appended to');
    END
    """,
    # External content, see full_text.py.
    """
    CREATE VIRTUAL TABLE ledger_fts USING fts5(
        title, name, content='ledger_rows', content_rowid='number', tokenize="unicode61 remove_diacritics 2",
        prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER ledger_fts_insert AFTER INSERT ON ledger_rows BEGIN
        INSERT INTO ledger_fts(rowid, title, name) VALUES (new.number, new.title, new.name);
    END
    """,
    """
    CREATE TRIGGER ledger_fts_delete AFTER DELETE ON ledger_rows BEGIN
        INSERT INTO ledger_fts(ledger_fts, rowid, title, name) VALUES ('delete', old.number, old.title, old.name);
    END
    """,
    """
    CREATE TRIGGER ledger_fts_update AFTER UPDATE OF title, name ON ledger_rows BEGIN
        INSERT INTO ledger_fts(ledger_fts, rowid, title, name) VALUES ('delete', old.number, old.title, old.name);
        INSERT INTO ledger_fts(rowid, title, name) VALUES (new.number, new.title, new.name);
    END
    """,
)
"""Run in this order, after the tables are there."""

REMOVE_LEDGER_STATEMENTS = (
    "DROP TRIGGER ledger_fts_update",
    "DROP TRIGGER ledger_fts_delete",
    "DROP TRIGGER ledger_fts_insert",
    "DROP TABLE ledger_fts",
    "DROP TRIGGER ledger_keeps",
    "DROP TRIGGER ledger_stays",
)

for _statement in LEDGER_STATEMENTS:
    event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
