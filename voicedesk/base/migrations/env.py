"""Alembic's entry: always on the connection that :mod:`voicedesk.base.database` hands over."""

from alembic import context

from voicedesk.base.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    transactional_ddl=True,
)
context.run_migrations()
