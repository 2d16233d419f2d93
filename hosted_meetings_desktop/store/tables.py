"""The tables, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    event,
)

from hosted_meetings_desktop.store.full_text import FULL_TEXT


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out; refuses naive times, which could not be told apart later."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC; SQLite keeps no zone."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(64)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


meetings = Table(
    "meetings",
    metadata,
    Column("id", _ID, primary_key=True),
    _text("title"),
    _text("public_title"),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("zone", String(64), nullable=False),
    _text("host"),
    _flag("record_on_start"),
    Column("region", String(32), nullable=False, default=""),
    _flag("cancelled"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    _text("search"),  # lower-case title, host and invitees' names
    Column("made_elsewhere", Boolean, nullable=False, default=False, server_default="0"),
    # How far we are in making the provider agree, see docs/sync.md.
    Column("room_id", _ID, nullable=True, unique=True),
    Column("version", Integer, nullable=False, default=1, server_default="1"),  # grows with each change, either side
    Column("settled_version", Integer, nullable=False, default=0, server_default="0"),  # both agreed at this one
    Column("refused_version", Integer, nullable=False, default=0, server_default="0"),  # this one waits for a person
    Column("base", JSON, nullable=True),  # what both agreed on last
    Column("changes", JSON, nullable=True),  # of the room, sent and in doubt
    Column("attempts", Integer, nullable=False, default=0, server_default="0"),
    Column("next_try_at", UtcDateTime, nullable=True),
    _text("problem"),
    Column("problem_field", Text, nullable=False, default="", server_default=""),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", _ID, primary_key=True),
    _text("title"),
    _flag("record_on_start"),
    Column("region", String(32), nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    _flag("gone"),
    Column("created_at", UtcDateTime, nullable=True),
    Column("observed_at", UtcDateTime, nullable=False),
)

creations = Table(
    "creations",
    metadata,
    Column("marker", _ID, primary_key=True),
    Column("meeting_id", _ID, nullable=False, index=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("given_up_at", UtcDateTime, nullable=True),  # not found when it should have been there; may come late
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("meeting_id", _ID, ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(32), primary_key=True),
    _text("ours"),
    _text("theirs"),
    Column("at", UtcDateTime, nullable=False),
)

invitees = Table(
    "invitees",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("meeting_id", _ID, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    _text("name"),
    Column("role", String(32), nullable=False),
    _text("preset"),
    _text("email"),
    Column("participant_id", _ID, nullable=True),
    _text("observed_name"),
    _text("observed_preset"),
    Column("sent_at", UtcDateTime, nullable=True),  # an addition was sent and its outcome is not known
    Column("check_at", UtcDateTime, nullable=True),  # when to look whether it arrived after all
    Column("removed", Boolean, nullable=False, default=False, server_default="0"),  # not invited any more
    Column("problem", Text, nullable=False, default="", server_default=""),  # why the provider refuses this person
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("room_id", _ID, nullable=False, index=True),
    _text("title"),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("live", Integer, nullable=False, default=0),
    Column("most_at_once", Integer, nullable=False, default=0),
    Column("minutes", Float, nullable=True),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("attendance_at", UtcDateTime, nullable=True),  # when the people were last read
    _flag("attendance_final"),
    Column("search", Text, nullable=False, default="", server_default=""),  # casefolded title and people
)

presences = Table(
    "presences",
    metadata,
    Column("peer_id", _ID, primary_key=True),
    Column("session_id", _ID, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("user_id", _ID, nullable=False, default=""),
    Column("custom_id", Text, nullable=False, default=""),
    _text("name"),
    _text("preset"),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime, nullable=True),
    Column("minutes", Float, nullable=True),
)

recordings = Table(
    "recordings",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("room_id", _ID, nullable=True, index=True),
    _text("title"),
    Column("status", String(16), nullable=False),
    Column("invoked_at", UtcDateTime, nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=True),
    Column("stopped_at", UtcDateTime, nullable=True),
    Column("seconds", Integer, nullable=True),
    Column("size", Integer, nullable=True),
    _text("file_name"),
    Column("session_id", _ID, nullable=True),
    Column("files", JSON, nullable=False),
    _text("local_path"),
    _text("sha256"),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("search", Text, nullable=False, default="", server_default=""),  # casefolded title and file name
)

presets = Table("presets", metadata, Column("id", _ID, primary_key=True), _text("name"))

facts = Table("facts", metadata, Column("name", String(64), primary_key=True), _text("value"))

Index("ix_sessions_open", sessions.c.room_id, sessions.c.ended_at)
# All that counting the phases of every meeting reads, so that it need not read the meetings themselves.
Index(
    "ix_meetings_listed",
    meetings.c.cancelled,
    meetings.c.starts_at,
    meetings.c.ends_at,
    meetings.c.room_id,
    meetings.c.id,
)
Index(
    "ix_sessions_live",
    sessions.c.live,
    sessions.c.room_id,
    sqlite_where=sessions.c.ended_at.is_(None),
    postgresql_where=sessions.c.ended_at.is_(None),
)
# What waits is found without reading what does not.
Index(
    "ix_meetings_unsettled",
    meetings.c.starts_at,
    sqlite_where=meetings.c.version != meetings.c.settled_version,
    postgresql_where=meetings.c.version != meetings.c.settled_version,
)
Index(
    "ix_invitees_refused",
    invitees.c.meeting_id,
    sqlite_where=invitees.c.problem != "",
    postgresql_where=invitees.c.problem != "",
)
Index(
    "ix_invitees_to_check",
    invitees.c.check_at,
    sqlite_where=invitees.c.check_at.is_not(None),
    postgresql_where=invitees.c.check_at.is_not(None),
)
Index("ix_rooms_title", rooms.c.title)

for _statement in FULL_TEXT:
    event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
