"""The library of recordings by what it is found and put in order by."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.listing_tables import REMOVE_LISTING_STATEMENTS, WORDS, telling

revision = "0007"
down_revision = "0006"

_ID = sa.String(length=64)
_WHEN = sa.DateTime(timezone=True)


def _index(name: str, *columns: str, only: str = "") -> None:
    made = [sa.text(column) if " " in column else column for column in columns]
    where = sa.text(only) if only else None
    op.create_index(f"ix_listed_{name}", "listed_recordings", made, sqlite_where=where)


def upgrade() -> None:
    op.create_table(
        "listed_recordings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recording_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("visit_type_id", _ID, nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("invoked_at", _WHEN, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("wanting", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("gone_at", _WHEN, nullable=False),
        sa.Column("retain_until", _WHEN, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_listed_recordings")),
        sa.UniqueConstraint("recording_id", name=op.f("uq_listed_recordings_recording_id")),
    )
    op.create_index("ix_listed_recordings_session_id", "listed_recordings", ["session_id"])
    _index("newest", "invoked_at", "number")
    _index("title", "title", "invoked_at DESC", "number")
    _index("longest", "seconds DESC", "number")
    _index("largest", "size DESC", "number")
    _index("host", "host", "invoked_at", "number")
    _index("visit_type", "visit_type_id", "invoked_at", "number")
    _index("consent", "consent", "invoked_at", "number")
    _index("kept", "kept", "invoked_at", "number")
    _index("leaving", "kept", "gone_at", "invoked_at DESC", "number")
    _index("ending", "retain_until", "number")
    _index("wanting", "invoked_at", "number", only="wanting > 0")
    _index("trouble", "invoked_at", "number", only="trouble")
    _index("held", "invoked_at", "number", only="held")
    op.create_table(
        "listed_stale",
        sa.Column("recording_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_listed_stale")),
    )
    for statement in (WORDS, *telling(voices=False)):
        op.execute(statement)
    op.execute("INSERT INTO listed_stale SELECT id FROM recordings")  # 0009 reckons them


def downgrade() -> None:
    for statement in REMOVE_LISTING_STATEMENTS:
        op.execute(statement)
    op.drop_table("listed_stale")
    op.drop_table("listed_recordings")
