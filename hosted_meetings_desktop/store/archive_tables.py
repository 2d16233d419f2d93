"""The tables of the archive: its files, the text of transcripts, what was given to whom, and the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    event,
    text,
)

from hosted_meetings_desktop.store.tables import UtcDateTime, metadata, recordings

_ID = String(64)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


# No reference to recordings or sessions: what is kept stays when the provider, or our list, forgets them.
archive_items = Table(
    "archive_items",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("source", _ID, nullable=False),  # of a recording or of a session
    Column("label", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False),
    Column("recording_id", _ID, nullable=True),
    Column("session_id", _ID, nullable=True),
    Column("room_id", _ID, nullable=True),
    Column("suffix", String(16), nullable=False, default=""),
    Column("found_at", UtcDateTime, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("gone_at", UtcDateTime, nullable=False),  # as above, or what the provider usually does
    Column("size", Integer, nullable=True),
    Column("sha256", String(64), nullable=False, default=""),
    Column("vault", _ID, nullable=False, default=""),
    _text("place"),
    Column("kept_at", UtcDateTime, nullable=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("mismatches", Integer, nullable=False, default=0),
    Column("next_try_at", UtcDateTime, nullable=True),
    _text("problem"),
    Column("retain_until", UtcDateTime, nullable=True),
    _text("hold"),
    Column("deleted_at", UtcDateTime, nullable=True),
    _text("deleted_why"),
    Column("seen_at", UtcDateTime, nullable=True),
)

Index("ix_archive_items_whose", archive_items.c.source, archive_items.c.kind, archive_items.c.label, unique=True)
Index("ix_archive_items_session", archive_items.c.session_id, archive_items.c.kind)


def _only(name: str, where: str, *columns: ColumnElement[Any]) -> None:
    """Make an index over some of the files: what waits is found without reading what does not."""
    Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


_only("ix_archive_items_waiting", "state = 'waiting'", archive_items.c.gone_at, archive_items.c.happened_at.desc())
_only("ix_archive_items_next", "state = 'waiting'", archive_items.c.next_try_at)
_only(
    "ix_archive_items_trouble",
    "state IN ('lost', 'refused') AND seen_at IS NULL",
    archive_items.c.state,
    archive_items.c.gone_at,
)
_only("ix_archive_items_over", "state = 'kept' AND hold = ''", archive_items.c.retain_until)
# All that the room they take reads.
_only("ix_archive_items_room", "state = 'kept'", archive_items.c.vault, archive_items.c.size)
_only("ix_archive_items_place", "state = 'kept'", archive_items.c.place)

_only("ix_archive_items_unremoved", "state = 'deleted' AND place != ''", archive_items.c.deleted_at)
# What was downloaded as a plain file before there was an archive.
_plain = text("local_path != ''")
Index("ix_recordings_plain", recordings.c.invoked_at, sqlite_where=_plain, postgresql_where=_plain)

# By the number of a line, which never changes, FTS5 finds it again.
transcript_lines = Table(
    "transcript_lines",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("item_id", _ID, ForeignKey("archive_items.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("session_id", _ID, nullable=False),
    Column("place", Integer, nullable=False),
    Column("begins", Integer, nullable=False),  # milliseconds
    Column("ends", Integer, nullable=False),
    _text("speaker"),
    _text("speaker_id"),
    _text("words"),
)
Index("ix_transcript_lines_session", transcript_lines.c.session_id, transcript_lines.c.place)

shares = Table(
    "shares",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("item_id", _ID, nullable=True, index=True),
    Column("recording_id", _ID, nullable=True, index=True),
    Column("meeting_id", _ID, nullable=True, index=True),
    Column("invitee_id", _ID, nullable=True),
    Column("person_id", _ID, nullable=True, index=True),
    _text("name"),
    _text("address"),
    Column("way", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("revocable", Boolean, nullable=False, default=False),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    _text("withdrawn_by"),
    _text("withdrawn_why"),
)
_only_open = text("withdrawn_at IS NULL")
Index("ix_shares_open", shares.c.expires_at, sqlite_where=_only_open, postgresql_where=_only_open)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("previous", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("subject", _ID, nullable=False, index=True),  # stands in the content too, where the chain holds it
)

ARCHIVE_STATEMENTS = (
    # External content, see full_text.py.
    """
    CREATE VIRTUAL TABLE transcript_fts USING fts5(
        words, content='transcript_lines', content_rowid='number', tokenize="unicode61 remove_diacritics 2",
        prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER transcript_fts_insert AFTER INSERT ON transcript_lines BEGIN
        INSERT INTO transcript_fts(rowid, words) VALUES (new.number, new.words);
    END
    """,
    """
    CREATE TRIGGER transcript_fts_delete AFTER DELETE ON transcript_lines BEGIN
        INSERT INTO transcript_fts(transcript_fts, rowid, words) VALUES ('delete', old.number, old.words);
    END
    """,
    """
    CREATE TRIGGER transcript_fts_update AFTER UPDATE OF words ON transcript_lines BEGIN
        INSERT INTO transcript_fts(transcript_fts, rowid, words) VALUES ('delete', old.number, old.words);
        INSERT INTO transcript_fts(rowid, words) VALUES (new.number, new.words);
    END
    """,
    # Only ever appended to: a slip of our own is refused here, any other change shows in the chain.
    """
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log is only appended to');
    END
    """,
    """
    CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN
        SELECT RAISE(ABORT, 'the audit log is only appended to');
    END
    """,
)
"""Run in this order, after the tables are there."""

REMOVE_ARCHIVE_STATEMENTS = (
    "DROP TRIGGER audit_keeps",
    "DROP TRIGGER audit_stays",
    "DROP TRIGGER transcript_fts_update",
    "DROP TRIGGER transcript_fts_delete",
    "DROP TRIGGER transcript_fts_insert",
    "DROP TABLE transcript_fts",
)

for _statement in ARCHIVE_STATEMENTS:
    event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
