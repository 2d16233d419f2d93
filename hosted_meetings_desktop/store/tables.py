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
    Column("not_before", UtcDateTime, nullable=True),  # its room is made then, as the meeting is far ahead
    # What was planned around it.
    Column("visit_type_id", _ID, nullable=True),
    Column("place", Text, nullable=False, default="", server_default=""),
    Column("invites", Boolean, nullable=False, default=False, server_default="0"),
    Column("series_id", _ID, nullable=True, index=True),
    Column("wall", String(19), nullable=True),  # its time by the rule of the series, ISO 8601 without a zone
    Column("room_of", _ID, nullable=True, index=True),  # the carrier that has room and people in its place
    # Has the room and the people of a whole series, and is no meeting of its own.
    Column("carrier", Boolean, nullable=False, default=False, server_default="0"),
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
    Column("phone", Text, nullable=False, default="", server_default=""),
    Column("language", String(35), nullable=False, default="", server_default=""),
    Column("zone", String(64), nullable=False, default="", server_default=""),
    Column("person_id", _ID, nullable=True, index=True),
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
    Column("kind", String(16), nullable=False, default="composite", server_default="composite"),
    Column("voices", JSON, nullable=False, default=list, server_default="[]"),  # provider's participant ids
)

presets = Table("presets", metadata, Column("id", _ID, primary_key=True), _text("name"))

series = Table(
    "series",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("starts", String(19), nullable=False),  # the first time: ISO 8601 without a zone
    Column("minutes", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("rule", JSON, nullable=False),
)

visit_types = Table(
    "visit_types",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("template", JSON, nullable=False),
)

availabilities = Table(
    "availabilities",
    metadata,
    Column("host", Text, primary_key=True),  # empty for the clinic's
    Column("week", JSON, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", _ID, primary_key=True),
    _text("name"),
    Column("role", String(32), nullable=False),
    _text("email"),
    _text("phone"),
    Column("language", String(35), nullable=False, default=""),
    Column("zone", String(64), nullable=False, default=""),
    _text("notes"),
    Column("search", Text, nullable=False, default="", index=True),  # casefolded name, e-mail and digits of the phone
    Column("changed_at", UtcDateTime, nullable=False),
)

calendars = Table(
    "calendars",
    metadata,
    Column("id", _ID, primary_key=True),
    _text("host"),
    _text("name"),
    _text("address"),  # who has it can read the calendar
    _text("etag"),
    Column("read_at", UtcDateTime, nullable=True),
    _text("problem"),
)

busy_times = Table(
    "busy_times",
    metadata,
    Column("calendar_id", _ID, ForeignKey("calendars.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False),
    _text("title"),
    _flag("all_day"),
)

# What each invited person was told last, and what they answered. By address: who gets another address is somebody
# else to a calendar.
told = Table(
    "told",
    metadata,
    Column("plan_id", _ID, primary_key=True),  # of the series, or of the meeting
    Column("address", Text, primary_key=True),
    Column("channel", String(8), primary_key=True),
    Column("sequence", Integer, nullable=False, default=0),
    Column("said", JSON, nullable=True),  # None where the plan was called off
    Column("attending", String(16), nullable=False, default="NEEDS-ACTION"),
    Column("answers", JSON, nullable=True),  # for single times of a series
    Column("answered_at", UtcDateTime, nullable=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("plan_id", _ID, nullable=False, index=True),
    Column("meeting_id", _ID, nullable=False, index=True),
    Column("invitee_id", _ID, nullable=False, default=""),
    Column("channel", String(8), nullable=False),
    Column("occasion", String(16), nullable=False),
    _text("name"),
    _text("address"),
    Column("language", String(35), nullable=False, default=""),
    Column("zone", String(64), nullable=False, default=""),
    Column("state", String(16), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("says", JSON, nullable=True),  # what the reader will know of the plan
    Column("one", String(19), nullable=True),  # the one time of a series it is about
    Column("attempts", Integer, nullable=False, default=0),
    _text("problem"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
)

facts = Table("facts", metadata, Column("name", String(64), primary_key=True), _text("value"))

Index("ix_sessions_open", sessions.c.room_id, sessions.c.ended_at)
# All that counting the phases of every meeting reads, so that it need not read the meetings themselves.
Index(
    "ix_meetings_listed",
    meetings.c.carrier,
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
# What waits to be sent is found without reading what was sent.
Index(
    "ix_messages_waiting",
    messages.c.due_at,
    sqlite_where=messages.c.sent_at.is_(None),
    postgresql_where=messages.c.sent_at.is_(None),
)

for _statement in FULL_TEXT:
    event.listen(metadata, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
