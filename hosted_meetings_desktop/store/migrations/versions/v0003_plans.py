"""What a clinic plans with: series, visit types, hours, people, calendars, and the messages to invited people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.String(length=64)
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    # SQLite adds such columns in place: the table, its triggers and its rows stay as they are.
    op.add_column("meetings", sa.Column("not_before", _WHEN, nullable=True))
    op.add_column("meetings", sa.Column("visit_type_id", _ID, nullable=True))
    op.add_column("meetings", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.add_column("meetings", sa.Column("invites", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("meetings", sa.Column("series_id", _ID, nullable=True))
    op.add_column("meetings", sa.Column("wall", sa.String(length=19), nullable=True))
    op.add_column("meetings", sa.Column("room_of", _ID, nullable=True))
    op.add_column("meetings", sa.Column("carrier", sa.Boolean(), nullable=False, server_default="0"))
    op.create_index("ix_meetings_series_id", "meetings", ["series_id"])
    op.create_index("ix_meetings_room_of", "meetings", ["room_of"])
    op.drop_index("ix_meetings_listed", "meetings")
    op.create_index("ix_meetings_listed", "meetings", ["carrier", *_LISTED])
    op.add_column("invitees", sa.Column("phone", sa.Text(), nullable=False, server_default=""))
    op.add_column("invitees", sa.Column("language", sa.String(length=35), nullable=False, server_default=""))
    op.add_column("invitees", sa.Column("zone", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("invitees", sa.Column("person_id", _ID, nullable=True))
    op.create_index("ix_invitees_person_id", "invitees", ["person_id"])
    op.create_table(
        "series",
        sa.Column("id", _ID, nullable=False),
        sa.Column("starts", sa.String(length=19), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "visit_types",
        sa.Column("id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_types")),
    )
    op.create_table(
        "availabilities",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_availabilities")),
    )
    op.create_table(
        "people",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("changed_at", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_search", "people", ["search"])
    op.create_table(
        "calendars",
        sa.Column("id", _ID, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("read_at", _WHEN, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
    op.create_table(
        "busy_times",
        sa.Column("calendar_id", _ID, nullable=False),
        sa.Column("starts_at", _WHEN, nullable=False),
        sa.Column("ends_at", _WHEN, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_busy_times_calendar_id_calendars"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_busy_times_calendar_id", "busy_times", ["calendar_id"])
    op.create_index("ix_busy_times_starts_at", "busy_times", ["starts_at"])
    _messages()


def _messages() -> None:
    op.create_table(
        "told",
        sa.Column("plan_id", _ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.Column("attending", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("answered_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "address", "channel", name=op.f("pk_told")),
    )
    op.create_table(
        "messages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("plan_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("invitee_id", _ID, nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", _WHEN, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=True),
        sa.Column("one", sa.String(length=19), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", _WHEN, nullable=False),
        sa.Column("sent_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_plan_id", "messages", ["plan_id"])
    op.create_index("ix_messages_meeting_id", "messages", ["meeting_id"])
    op.create_index("ix_messages_waiting", "messages", ["due_at"], sqlite_where=sa.text("sent_at IS NULL"))


def downgrade() -> None:
    for table in ("messages", "told", "busy_times", "calendars", "people", "availabilities", "visit_types", "series"):
        op.drop_table(table)
    # A carrier is no meeting to the older program; the room it has stays with the provider.
    op.execute("DELETE FROM invitees WHERE meeting_id IN (SELECT id FROM meetings WHERE carrier)")
    op.execute("DELETE FROM meetings WHERE carrier")
    op.drop_index("ix_invitees_person_id", "invitees")
    for name in ("phone", "language", "zone", "person_id"):
        op.drop_column("invitees", name)
    op.drop_index("ix_meetings_listed", "meetings")
    op.create_index("ix_meetings_listed", "meetings", _LISTED)
    op.drop_index("ix_meetings_room_of", "meetings")
    op.drop_index("ix_meetings_series_id", "meetings")
    for name in ("not_before", "visit_type_id", "place", "invites", "series_id", "wall", "room_of", "carrier"):
        op.drop_column("meetings", name)


_LISTED = ["cancelled", "starts_at", "ends_at", "room_id", "id"]
