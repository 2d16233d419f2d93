"""Both sides of a meeting apart: a mirror of the rooms, a journal of creations, versions, conflicts; full text."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.full_text import FULL_TEXT, REBUILD, REMOVE_FULL_TEXT

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("record_on_start", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index("ix_rooms_title", "rooms", ["title"])
    op.create_table(
        "creations",
        sa.Column("marker", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("marker", name=op.f("pk_creations")),
    )
    op.create_index(op.f("ix_creations_meeting_id"), "creations", ["meeting_id"])
    op.create_table(
        "conflicts",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_conflicts_meeting_id_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "field", name=op.f("pk_conflicts")),
    )
    with op.batch_alter_table("meetings") as batch_op:
        batch_op.add_column(sa.Column("made_elsewhere", sa.Boolean(), nullable=False, server_default="0"))
        for name, first in (("version", "1"), ("settled_version", "0"), ("refused_version", "0"), ("attempts", "0")):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=first))
        batch_op.add_column(sa.Column("base", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("changes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("problem_field", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("invitees") as batch_op:
        batch_op.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("check_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("removed", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("problem", sa.Text(), nullable=False, server_default=""))
    for table in ("sessions", "recordings"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
    for statement in _CARRY_OVER:
        op.execute(statement)
    op.drop_table("removed_participants")
    with op.batch_alter_table("invitees") as batch_op:
        batch_op.drop_column("adding")
    with op.batch_alter_table("meetings") as batch_op:
        batch_op.drop_index("ix_meetings_sync")
        for name in ("observed", "observed_at", "marker", "sync"):
            batch_op.drop_column(name)
        batch_op.create_index("ix_meetings_listed", ["cancelled", "starts_at", "ends_at", "room_id", "id"])
    op.create_index(
        "ix_meetings_unsettled", "meetings", ["starts_at"], sqlite_where=sa.text("version != settled_version")
    )
    op.create_index("ix_sessions_live", "sessions", ["live", "room_id"], sqlite_where=sa.text("ended_at IS NULL"))
    op.create_index("ix_invitees_refused", "invitees", ["meeting_id"], sqlite_where=sa.text("problem != ''"))
    op.create_index("ix_invitees_to_check", "invitees", ["check_at"], sqlite_where=sa.text("check_at IS NOT NULL"))
    for statement in (*FULL_TEXT, REBUILD):
        op.execute(statement)


# lower() knows no letters beyond ASCII; the rest finds its way into the columns with the next answer.
_CARRY_OVER = (
    """
    UPDATE sessions SET search = lower(title || ' ' || coalesce(
        (SELECT group_concat(name, ' ') FROM presences WHERE presences.session_id = sessions.id), ''))
    """,
    "UPDATE recordings SET search = lower(title || ' ' || file_name)",
    """
    INSERT INTO rooms (id, title, record_on_start, region, active, gone, created_at, observed_at)
    SELECT room_id, coalesce(json_extract(observed, '$.title'), ''),
           coalesce(json_extract(observed, '$.record_on_start'), 0), coalesce(json_extract(observed, '$.region'), ''),
           coalesce(json_extract(observed, '$.active'), 1), 0, NULL, coalesce(observed_at, changed_at)
    FROM meetings WHERE room_id IS NOT NULL
    """,
    """
    INSERT INTO creations (marker, meeting_id, sent_at)
    SELECT marker, id, changed_at FROM meetings WHERE marker IS NOT NULL
    """,
    """
    UPDATE meetings SET base = observed, made_elsewhere = (host = ''),
        settled_version = (sync = 'synced'), refused_version = (sync = 'attention')
    """,
    """
    UPDATE invitees SET sent_at = (SELECT changed_at FROM meetings WHERE meetings.id = invitees.meeting_id)
    WHERE adding AND participant_id IS NULL
    """,
    """
    INSERT INTO invitees (id, meeting_id, position, name, role, preset, email, participant_id, observed_name,
                          observed_preset, adding, removed)
    SELECT participant_id, meeting_id, 0, 'Removed', 'patient', '', '', participant_id, '', '', 0, 1
    FROM removed_participants
    """,
)


def downgrade() -> None:
    for statement in REMOVE_FULL_TEXT:
        op.execute(statement)
    op.drop_index("ix_invitees_to_check", "invitees")
    op.drop_index("ix_invitees_refused", "invitees")
    op.drop_index("ix_sessions_live", "sessions")
    op.drop_index("ix_meetings_unsettled", "meetings")
    op.create_table(
        "removed_participants",
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_removed_participants_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_removed_participants")),
    )  # fmt: skip
    op.create_index(op.f("ix_removed_participants_meeting_id"), "removed_participants", ["meeting_id"])
    with op.batch_alter_table("meetings") as batch_op:
        batch_op.drop_index("ix_meetings_listed")
        batch_op.add_column(sa.Column("observed", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("marker", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("sync", sa.String(length=16), nullable=False, server_default="waiting"))
    with op.batch_alter_table("invitees") as batch_op:
        batch_op.add_column(sa.Column("adding", sa.Boolean(), nullable=False, server_default="0"))
    for statement in _CARRY_BACK:
        op.execute(statement)
    for table in ("sessions", "recordings"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("search")
    with op.batch_alter_table("invitees") as batch_op:
        for name in ("sent_at", "check_at", "removed", "problem"):
            batch_op.drop_column(name)
        batch_op.alter_column("adding", server_default=None)
    with op.batch_alter_table("meetings") as batch_op:
        for name in (
            "made_elsewhere", "version", "settled_version", "refused_version", "attempts", "base", "changes",
            "next_try_at",
            "problem_field",
        ):  # fmt: skip
            batch_op.drop_column(name)
        batch_op.alter_column("sync", server_default=None)
        batch_op.create_index("ix_meetings_sync", ["sync"])
    op.drop_table("conflicts")
    op.drop_table("creations")
    op.drop_table("rooms")


_CARRY_BACK = (
    """
    UPDATE meetings SET
        observed = base,
        observed_at = (SELECT observed_at FROM rooms WHERE rooms.id = meetings.room_id),
        marker = (SELECT marker FROM creations WHERE meeting_id = meetings.id AND given_up_at IS NULL),
        sync = CASE WHEN refused_version = version THEN 'attention'
                    WHEN settled_version = version THEN 'synced' ELSE 'waiting' END
    """,
    "UPDATE invitees SET adding = sent_at IS NOT NULL",
    """
    INSERT INTO removed_participants
    SELECT participant_id, meeting_id FROM invitees WHERE removed AND participant_id IS NOT NULL
    """,
    "DELETE FROM invitees WHERE removed",
)
