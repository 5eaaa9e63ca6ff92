"""The database's schema: bring it up to date, and say whether it is."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

import registry.tables  # noqa: F401 - makes the tables known to SQLModel.metadata
from registry.database import Database

# SQLite's write lock does the same by itself.
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7401351)")
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def migrate(database: Database) -> str:
    """Upgrade to the newest schema in one transaction and return its revision. Safe to repeat and to kill."""
    with database.connect() as connection:
        if not database.is_sqlite:
            connection.execute(ONE_AT_A_TIME)
        command.upgrade(_config(connection), "head")
        return _revision(connection) or ""


def is_current(database: Database) -> bool:
    """Say whether the database has the newest schema."""
    with database.connect() as connection:
        return _revision(connection) == ScriptDirectory.from_config(_config(connection)).get_current_head()


def differences(database: Database) -> list[Any]:
    """Return what Alembic would still change: empty when tables and migrations agree."""
    with database.connect() as connection:
        return list(compare_metadata(_context(connection), SQLModel.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"compare_type": True})


def _revision(connection: Connection) -> str | None:
    return _context(connection).get_current_revision()
