"""The attendance ledger: sittings, facts, the chain of entries, and the rows and sums made of them."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.ledger_tables import LEDGER_STATEMENTS, REMOVE_LEDGER_STATEMENTS

revision = "0006"
down_revision = "0005"

_ID = sa.String(length=64)
_SITTING = sa.String(length=128)
_WHEN = sa.DateTime(timezone=True)
_SUMS = (
    "sittings", "held", "sessions", "together_us", "people", "attended", "never_came", "waited_and_left",
    "could_not_connect", "called_off", "unknown", "timed", "late", "late_us", "stayed", "left_early", "joins",
    "present_us", "waiters", "waited_us", "waited_1m", "waited_5m", "waited_15m", "waited_30m", "waited_more",
)  # fmt: skip


def upgrade() -> None:
    _sittings()
    op.create_table(
        "ledger_entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sitting_id", _SITTING, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_entries")),
    )
    op.create_index("ix_ledger_entries_sitting", "ledger_entries", ["sitting_id", "number"])
    _rows()
    op.create_table(
        "ledger_sums",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("visit_type", _ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMS),
        sa.PrimaryKeyConstraint("day", "host", "visit_type", "role", name=op.f("pk_ledger_sums")),
        sqlite_with_rowid=False,
    )
    for statement in LEDGER_STATEMENTS:
        op.execute(statement)


def _sittings() -> None:
    op.create_table(
        "ledger_sittings",
        sa.Column("id", _SITTING, nullable=False),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("starts_at", _WHEN, nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("checked_at", _WHEN, nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_sittings")),
    )
    op.create_index("ix_ledger_sittings_meeting_id", "ledger_sittings", ["meeting_id"])
    op.create_index("ix_ledger_sittings_restless", "ledger_sittings", ["id"], sqlite_where=sa.text("quiet = 0"))
    op.create_table(
        "ledger_sitting_sessions",
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("sitting_id", _SITTING, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_ledger_sitting_sessions")),
    )
    op.create_index("ix_ledger_sitting_sessions_sitting_id", "ledger_sitting_sessions", ["sitting_id"])
    op.create_table(
        "ledger_facts",
        sa.Column("sitting_id", _SITTING, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("at", _WHEN, nullable=False),
        sa.Column("learned_at", _WHEN, nullable=False),
        sa.Column("until", _WHEN, nullable=True),
        sa.Column("length_us", sa.BigInteger(), nullable=True),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("session_id", _ID, nullable=True),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("custom", sa.Text(), nullable=False),
        sa.Column("participant", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sitting_id", "id", name=op.f("pk_ledger_facts")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_ledger_facts_loose", "ledger_facts", ["meeting_id", "at"], sqlite_where=sa.text("sitting_id = ''")
    )


def _rows() -> None:
    op.create_table(
        "ledger_rows",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("sitting_id", _SITTING, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began", _WHEN, nullable=False),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("visit_type", _ID, nullable=False),
        sa.Column("starts_at", _WHEN, nullable=True),
        sa.Column("ends_at", _WHEN, nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("first_session", _ID, nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("invitee_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("judgement", sa.String(length=24), nullable=False),
        sa.Column("arrived", _WHEN, nullable=True),
        sa.Column("first_joined", _WHEN, nullable=True),
        sa.Column("last_left", _WHEN, nullable=True),
        sa.Column("present_us", sa.BigInteger(), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=False),
        sa.Column("connections", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("waited_us", sa.BigInteger(), nullable=False),
        sa.Column("late_us", sa.BigInteger(), nullable=True),
        sa.Column("left_early_us", sa.BigInteger(), nullable=True),
        sa.Column("devices", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("host_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_rows")),
        sa.UniqueConstraint("sitting_id", "place", name=op.f("uq_ledger_rows_sitting_id")),
    )
    op.create_index("ix_ledger_rows_entry", "ledger_rows", ["entry"])
    op.create_index("ix_ledger_rows_day", "ledger_rows", ["day"])
    op.create_index("ix_ledger_rows_host", "ledger_rows", ["host_key", "day"])
    op.create_index(
        "ix_ledger_rows_judgement",
        "ledger_rows",
        ["judgement", "day", "sitting_id"],
        sqlite_where=sa.text("judgement <> 'attended'"),
    )
    for name, there in (("late", "late_us"), ("left_early", "left_early_us")):
        op.create_index(
            f"ix_ledger_rows_{name}",
            "ledger_rows",
            ["day", "sitting_id"],
            sqlite_where=sa.text(f"{there} IS NOT NULL"),
        )
    op.create_index(
        "ix_ledger_rows_person",
        "ledger_rows",
        ["person_id", "day"],
        sqlite_where=sa.text("person_id IS NOT NULL"),
    )


def downgrade() -> None:
    for statement in REMOVE_LEDGER_STATEMENTS:
        op.execute(statement)
    for table in (
        "ledger_sums", "ledger_rows", "ledger_entries", "ledger_facts", "ledger_sitting_sessions", "ledger_sittings",
    ):  # fmt: skip
        op.drop_table(table)
