"""Runs the migrations on the connection that ``store.schema`` opened and prepared."""

from alembic import context

from hosted_meetings_desktop.store.all_tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    on_version_apply=context.config.attributes["applied"],
)
with context.begin_transaction():
    context.run_migrations()
