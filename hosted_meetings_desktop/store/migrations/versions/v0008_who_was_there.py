"""The consent of a listed recording by who was there, as sharing counts it, instead of by who was invited."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.listing_tables import REMOVE_TELLING, telling

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "listed_rules",
        sa.Column("visit_type_id", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("visit_type_id", name=op.f("pk_listed_rules")),
    )
    op.create_index("ix_recordings_session_id", "recordings", ["session_id"])
    for statement in (*REMOVE_TELLING, *telling(voices=False)):
        op.execute(statement)
    op.execute("INSERT OR IGNORE INTO listed_stale SELECT id FROM recordings")  # 0009 reckons them


def downgrade() -> None:
    # The triggers stay: they say what changed to whoever reckons the list, and no table of theirs goes.
    op.drop_index("ix_recordings_session_id", "recordings")
    op.drop_table("listed_rules")
