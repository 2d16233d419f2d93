"""The archive: its files, the text of transcripts, what was given to whom, and the audit log."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.archive_tables import ARCHIVE_STATEMENTS, REMOVE_ARCHIVE_STATEMENTS

revision = "0005"
down_revision = "0004"

_ID = sa.String(length=64)
_WHEN = sa.DateTime(timezone=True)


def _only(name: str, where: str, *columns: str | sa.TextClause) -> None:
    op.create_index(name, "archive_items", columns, sqlite_where=sa.text(where))


def upgrade() -> None:
    op.create_table(
        "archive_items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", _ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("recording_id", _ID, nullable=True),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("room_id", _ID, nullable=True),
        sa.Column("suffix", sa.String(length=16), nullable=False),
        sa.Column("found_at", _WHEN, nullable=False),
        sa.Column("happened_at", _WHEN, nullable=False),
        sa.Column("expires_at", _WHEN, nullable=True),
        sa.Column("gone_at", _WHEN, nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("vault", _ID, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("kept_at", _WHEN, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _WHEN, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("retain_until", _WHEN, nullable=True),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("deleted_at", _WHEN, nullable=True),
        sa.Column("deleted_why", sa.Text(), nullable=False),
        sa.Column("seen_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_items")),
    )
    op.create_index("ix_archive_items_whose", "archive_items", ["source", "kind", "label"], unique=True)
    op.create_index("ix_archive_items_session", "archive_items", ["session_id", "kind"])
    _only("ix_archive_items_waiting", "state = 'waiting'", "gone_at", sa.text("happened_at DESC"))
    _only("ix_archive_items_next", "state = 'waiting'", "next_try_at")
    _only("ix_archive_items_trouble", "state IN ('lost', 'refused') AND seen_at IS NULL", "state", "gone_at")
    _only("ix_archive_items_over", "state = 'kept' AND hold = ''", "retain_until")
    _only("ix_archive_items_room", "state = 'kept'", "vault", "size")
    _only("ix_archive_items_place", "state = 'kept'", "place")
    _only("ix_archive_items_unremoved", "state = 'deleted' AND place != ''", "deleted_at")
    op.create_index("ix_recordings_plain", "recordings", ["invoked_at"], sqlite_where=sa.text("local_path != ''"))
    op.create_table(
        "transcript_lines",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["archive_items.id"],
            name=op.f("fk_transcript_lines_item_id_archive_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_transcript_lines")),
    )
    op.create_index("ix_transcript_lines_item_id", "transcript_lines", ["item_id"])
    op.create_index("ix_transcript_lines_session", "transcript_lines", ["session_id", "place"])
    op.create_table(
        "shares",
        sa.Column("id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=True),
        sa.Column("recording_id", _ID, nullable=True),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("invitee_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("expires_at", _WHEN, nullable=True),
        sa.Column("revocable", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", _WHEN, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
    )
    for column in ("item_id", "recording_id", "meeting_id", "person_id"):
        op.create_index(f"ix_shares_{column}", "shares", [column])
    op.create_index("ix_shares_open", "shares", ["expires_at"], sqlite_where=sa.text("withdrawn_at IS NULL"))
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("subject", _ID, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
    for statement in ARCHIVE_STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in REMOVE_ARCHIVE_STATEMENTS:
        op.execute(statement)
    op.drop_index("ix_recordings_plain", "recordings")
    for table in ("audit", "shares", "transcript_lines", "archive_items"):
        op.drop_table(table)
