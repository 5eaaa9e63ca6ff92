"""The schema: what migrations make is what the tables say, and a killed upgrade can be run again."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect

from registry import regions, schema
from registry.database import Database

FORK = multiprocessing.get_context("fork")  # a fresh interpreter for each statement would take minutes


def upgrade_and_die(url: str, deadly: int) -> None:
    """Upgrade, and be killed as the statement number `deadly` is about to run."""
    seen = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    schema.migrate(Database(url))
    os._exit(0)  # the parent's pytest must not be ended twice


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give a maker of addresses of empty databases on both engines."""
    import psycopg  # noqa: PLC0415 - only for one of the two engines

    made = 0

    def make() -> str:
        nonlocal made
        made += 1
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path / f'{made}.sqlite3'}"
        server = request.getfixturevalue("postgres_server")
        name = f"empty_{os.getpid()}_{id(make)}_{made}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    return make


def test_migrations_make_exactly_what_the_tables_say(database: Database) -> None:
    assert schema.differences(database) == []


def test_a_fresh_database_is_not_current_until_it_is_migrated(empty_database_url: Callable[[], str]) -> None:
    database = Database(empty_database_url())
    assert not schema.is_current(database)
    schema.migrate(database)
    assert schema.is_current(database)
    schema.migrate(database)
    assert schema.is_current(database)
    database.close()


def test_an_upgrade_killed_at_any_step_can_be_run_again(empty_database_url: Callable[[], str]) -> None:
    deadly = 0
    while True:
        deadly += 1
        url = empty_database_url()
        upgrade = FORK.Process(target=upgrade_and_die, args=(url, deadly))
        upgrade.start()
        upgrade.join()
        database = Database(url)
        if upgrade.exitcode == 0:
            database.close()
            break
        assert upgrade.exitcode == -signal.SIGKILL
        with database.connect() as connection:
            tables = inspect(connection).get_table_names()
        assert tables == [], f"half a schema after statement {deadly}"
        schema.migrate(database)
        assert schema.differences(database) == []
        database.close()
    assert deadly > 30, "the upgrade should have been killed at each of its statements"


def test_an_acknowledged_write_would_survive_a_power_failure(database: Database) -> None:
    assert database.weaknesses() == []


def test_loading_the_regions_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        assert regions.load(session) == 0
