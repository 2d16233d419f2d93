"""The table of what people said to being recorded."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from hosted_meetings_desktop.store.tables import UtcDateTime, metadata

# No reference to meetings: what was said stays on record when a meeting is taken off the list.
consents = Table(
    "consents",
    metadata,
    Column("number", Integer, primary_key=True),  # in which order they were written down
    Column("id", String(64), nullable=False, unique=True),
    Column("meeting_id", String(64), nullable=False, index=True),
    Column("invitee_id", String(64), nullable=True),
    Column("name", Text, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("noted_by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False, default=""),
)
