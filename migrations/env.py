"""Alembic's door: every upgrade runs in one transaction, so a kill leaves the old schema or the new one."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import registry.tables  # noqa: F401 - makes the tables known

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    # SQLite can roll DDL back; Alembic assumes that it cannot.
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
