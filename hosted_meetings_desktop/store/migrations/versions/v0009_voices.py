"""What kind a recording is and whose voices it holds; the consent of a listed recording goes by them."""

import sqlalchemy as sa
from alembic import op

from hosted_meetings_desktop.store.listing_tables import REMOVE_TELLING, catch_up, telling

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("recordings", sa.Column("kind", sa.String(length=16), nullable=False, server_default="composite"))
    op.add_column("recordings", sa.Column("voices", sa.JSON(), nullable=False, server_default="[]"))
    for statement in (*REMOVE_TELLING, *telling()):
        op.execute(statement)
    # Those that came from elsewhere are known by their files, each of which has a name of its own.
    op.execute("""
        UPDATE recordings SET kind = 'tracks'
        WHERE EXISTS (SELECT 1 FROM json_each(files) WHERE json_extract(value, '$.label') NOT IN ('', 'audio'))
    """)
    op.execute("INSERT OR IGNORE INTO listed_stale SELECT id FROM recordings")
    catch_up(op.get_bind().connection.driver_connection)


def downgrade() -> None:
    for statement in (*REMOVE_TELLING, *telling(voices=False)):
        op.execute(statement)
    op.drop_column("recordings", "voices")
    op.drop_column("recordings", "kind")
