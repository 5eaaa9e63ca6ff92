"""The schema: what migrations make is what the tables say, and a killed upgrade can be run again."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, event, inspect, text
from sqlmodel import select

from livinglab import contract
from registry import regions, schema
from registry.catalog import entries, summaries
from registry.catalog.health import facts
from registry.database import Database
from registry.tables import Application, Check, Move, Release

RELEASE = (
    '{"version": "1.0.0", "status": "published", "released_at": "2026-03-01T00:00:00Z", "bytes": 1, '
    f'"commit": "{"a" * 40}", "tree": "{"b" * 40}", "files": 1, '
    '"license": {"spdx": "MIT", "file": "LICENSE", "usable": true}}'
)
SECRET_RELEASE = contract.Release.model_validate(
    {
        "version": "1.0.0", "status": "published", "released_at": "2026-03-01T00:00:00Z", "bytes": 1,
        "commit": "a" * 40, "tree": "b" * 40, "files": 1,
        "license": {"spdx": "MIT", "file": "rahasia/LICENSE", "usable": True, "declared": "rahasia"},
        "risks": [{"id": "rahasia", "en": "rahasia"}],
        "archives": [{"kind": "snapshot", "sha256": "c" * 64, "bytes": 1, "path": "archives/rahasia"}],
    }
).model_dump_json()  # fmt: skip
SECRET_APPLICATION = contract.Application.model_validate(
    {
        "slug": "e-sakip", "name": "e-SAKIP", "publisher": {"name": "Kabupaten Sumedang"},
        "description": {"id": "Akuntabilitas kinerja"}, "visibility": "government",
        "url": "https://git.example.go.id/rahasia.git", "landing_url": "https://rahasia.example.go.id",
        "descriptions": {
            "id": {"short": "Akuntabilitas kinerja", "long": "rahasia", "features": ["rahasia"]}
        },
    }
).model_dump_json()  # fmt: skip
FIRST_VERSION = (  # as version 0.1.0 wrote it
    "INSERT INTO publishers (id, name) VALUES (1, 'Kabupaten Sumedang')",
    "INSERT INTO applications (id, slug, publisher_id, visibility, listed, name, summary, body, created_at, "
    "changed_serial) "
    "VALUES (1, 'e-sakip', 1, 'public', true, 'e-SAKIP', '{}', '{}', '2026-03-01 00:00:00', 1)",
    "INSERT INTO sources (id, application_id, url, reachable, created_at) "
    "VALUES (1, 1, 'https://git.example.go.id/e-sakip.git', true, '2026-03-01 00:00:00')",
    'INSERT INTO releases (id, application_id, version, tag, status, position, "commit", tree, released_at, '
    "bytes, body) VALUES (1, 1, '1.0.0', 'v1.0.0', 'published', 1, :commit, :tree, "
    "'2026-03-01 00:00:00+00:00', 1, :release)",
    "INSERT INTO checks (id, release_id, code, level, message_id, message_en) "
    "VALUES (1, 1, 'windows-name', 'warn', 'Nama.', 'Name.')",
)
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


@pytest.mark.parametrize("apart", [30, pytest.param(1, marks=pytest.mark.long)])
def test_an_upgrade_killed_at_any_step_can_be_run_again(
    empty_database_url: Callable[[], str], apart: int
) -> None:
    deadly = 1 - apart
    while True:
        deadly += apart
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
    assert deadly > 60, "the upgrade should have been killed all along"


def test_what_the_first_version_recorded_is_there_after_the_upgrade(
    empty_database_url: Callable[[], str],
) -> None:
    database = Database(empty_database_url())
    with database.connect() as connection:
        command.upgrade(schema._config(connection), "0001")
    with database.connect() as connection:
        for statement in FIRST_VERSION:
            values = {"release": RELEASE, "commit": "a" * 40, "tree": "b" * 40}
            connection.execute(text(statement), values)
    schema.migrate(database)
    with database.read() as session:
        [application] = session.exec(select(Application)).all()
        [check] = session.exec(select(Check)).all()
        shown = summaries.check(check)
        assert (shown.code, shown.mend, shown.override) == ("windows-name", None, None)
        known = facts(session, application)
    assert (known.warnings, known.people) == (None, None), "nobody had asked then"
    assert known.last_change == datetime(2026, 3, 1, tzinfo=UTC)
    database.close()


def test_what_was_restricted_before_says_nothing_of_its_source_after_the_upgrade(
    empty_database_url: Callable[[], str],
) -> None:
    database = Database(empty_database_url())
    with database.connect() as connection:
        command.upgrade(schema._config(connection), "0002")
    with database.connect() as connection:
        for statement in FIRST_VERSION:
            values = {"release": SECRET_RELEASE, "commit": "a" * 40, "tree": "b" * 40}
            connection.execute(text(statement), values if ":release" in statement else {})
        hidden = "UPDATE applications SET visibility = 'government', body = :body"
        connection.execute(text(hidden), {"body": SECRET_APPLICATION})
    schema.migrate(database)
    with database.read() as session:
        [application] = session.exec(select(Application)).all()
        [release] = session.exec(select(Release)).all()
        entry = contract.CatalogEntry.model_validate_json(entries.entry(session, "e-sakip") or b"")
        waiting = [move.taken_from for move in session.exec(select(Move)).all()]
    assert "rahasia" not in entry.model_dump_json() + application.body + release.body
    assert (application.full_body, release.full_body) == (SECRET_APPLICATION, SECRET_RELEASE)
    assert entry.application.how_to_ask is not None
    assert entry.application.descriptions["id"].short == "Akuntabilitas kinerja"
    assert entry.releases[0].license.spdx == "MIT"
    assert waiting == ["applications/e-sakip.json"], "the file that mirrors copy must be written again"
    database.close()


def test_an_acknowledged_write_would_survive_a_power_failure(database: Database) -> None:
    assert database.weaknesses() == []


def test_loading_the_regions_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        assert regions.load(session) == 0
