"""The index follows the journal: the next read of whoever wrote sees what was written."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import delete

from livinglab import contract
from registry import journal
from registry.catalog.search import Filters, Search, rebuild
from registry.catalog.search.place import USING, Place, held
from registry.database import Database
from registry.folders import folders
from registry.settings import Settings
from registry.tables import Application, ApplicationCategory

Find = Callable[..., Any]


@pytest.fixture
def other_process(settings: Settings) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Give a way to run a program that has `database` and `settings` in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(program: str) -> subprocess.Popen[str]:
        opening = (
            "import sys, time\n"
            "from registry.catalog.search import *\n"
            "from registry.settings import Settings\n"
            "from registry.database import open_database\n"
            f"settings = Settings(folder={str(settings.folder)!r}, database_url={settings.database_url!r})\n"
            "database = open_database(settings)\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", opening + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


SEARCHER = """
search = Search(database, settings)
search.start()
for line in sys.stdin:
    words, serial = line.split()
    found = search.find(words, filters=Filters(), cursor=None, limit=5, language="id", serial=int(serial))
    print(found.body.decode(), flush=True)
"""


def slugs(found: Any) -> list[str]:
    """Return the slugs of an answer in the order of the alphabet."""
    return sorted(hit.slug for hit in found.items)


def generations(settings: Settings) -> list[Path]:
    """Return the folders of all index generations on disk."""
    return [path for path in folders(settings).search.glob("*/*") if path.is_dir()]


def test_the_writers_next_read_sees_each_write(change: Any, find: Find, search: Search) -> None:
    find("kasir")  # the index is built
    for number in range(20):
        serial = change("kasir", name=f"Kasir {number}")
        found = search.find("kasir", filters=Filters(), cursor=None, limit=5, language="id", serial=serial)
        answer = contract.SearchAnswer.model_validate_json(found.body)
        assert (found.serial, [hit.name for hit in answer.items]) == (serial, [f"Kasir {number}"])


def test_a_change_comes_without_anybody_asking_for_its_serial(
    change: Any, find: Find, search: Search
) -> None:
    change("kasir")
    find("kasir")
    change("loket")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = search.find("loket", filters=Filters(), cursor=None, limit=5, language="id", serial=0)
        if b'"total":1' in found.body:
            return
        time.sleep(0.02)
    pytest.fail("the change did not come by itself")


def test_a_changed_application_is_found_by_its_new_words_only(change: Any, find: Find) -> None:
    change("kasir", id="Mesin tik")
    assert slugs(find("mesin")) == ["kasir"]
    change("kasir", id="Papan selancar")
    assert (slugs(find("mesin")), slugs(find("selancar"))) == ([], ["kasir"])


def test_an_application_that_is_no_longer_listed_is_gone(change: Any, find: Find) -> None:
    change("kasir", "loket", id="Contoh pertama")
    assert slugs(find("pertama")) == ["kasir", "loket"]
    change("kasir", id="Contoh pertama", listed=False)
    assert slugs(find("pertama")) == ["loket"]
    assert find("").total == 1


def test_an_application_that_was_deleted_is_gone(change: Any, find: Find, database: Database) -> None:
    change("kasir", "loket", id="Contoh pertama")
    assert find("pertama").total == 2
    with database.write() as session:
        session.exec(delete(ApplicationCategory))
        session.exec(delete(Application).where(Application.slug == "kasir"))
        journal.append(session, actor="test", action="deleted", subject="application:kasir", detail={})
    assert slugs(find("pertama")) == ["loket"]


def test_a_journal_that_goes_on_elsewhere_moves_the_serial_without_a_commit(
    change: Any, find: Find, database: Database, settings: Settings
) -> None:
    change("kasir")
    find("kasir")
    before = [(path / "meta.json").stat().st_mtime_ns for path in generations(settings)]
    with database.write() as session:
        serial = journal.append(session, actor="test", action="token.created", subject="token:1", detail={})
    found = find("kasir")
    assert (found.serial, slugs(found)) == (serial, ["kasir"])
    assert [(path / "meta.json").stat().st_mtime_ns for path in generations(settings)] == before


def test_pages_keep_their_order_while_the_journal_goes_on_elsewhere(
    change: Any, find: Find, database: Database
) -> None:
    change(*(f"kasir-{number}" for number in range(30)), id="Sama semua")
    first = find("sama", limit=20)
    with database.write() as session:
        journal.append(session, actor="test", action="token.created", subject="token:1", detail={})
    second = find("sama", limit=20, cursor=first.next)
    assert len({*slugs(first), *slugs(second)}) == 30


def test_two_processes_see_each_others_changes(change: Any, find: Find, other_process: Any) -> None:
    other = other_process(SEARCHER)
    for number in range(5):
        serial = change(f"kasir-{number}", id="Berdua")
        other.stdin.write(f"berdua {serial}\n")
        other.stdin.flush()
        assert f'"total":{number + 1},' in other.stdout.readline()
        assert find("berdua").total == number + 1


def test_many_processes_starting_at_once_build_one_index(
    change: Any, other_process: Any, settings: Settings
) -> None:
    serial = change("kasir", id="Bersama")
    others = [other_process(SEARCHER) for _ in range(3)]
    answers = [other.communicate(f"bersama {serial}\n", timeout=60)[0] for other in others]
    assert all('"total":1,' in answer for answer in answers)
    assert len(generations(settings)) == 1


def test_a_restored_database_is_noticed_and_indexed_anew(
    change: Any, database: Database, settings: Settings, tmp_path: Path
) -> None:
    if not database.is_sqlite:
        pytest.skip("a file is restored by copying; PostgreSQL's restore is the next test's other history")
    change("lama", id="Tetap ada")
    database.close()
    shutil.copy(settings.folder / "livinglab.sqlite3", tmp_path / "backup")
    change("hilang", id="Tidak ada di cadangan")
    search = Search(database, settings)
    assert b"hilang" in _ask(search, "hilang")
    search.close()
    database.close()  # SQLite would otherwise tidy up, later, beside another file of that name
    for path in settings.folder.glob("livinglab.sqlite3*"):
        path.unlink()
    shutil.copy(tmp_path / "backup", settings.folder / "livinglab.sqlite3")
    restored = Database(settings.database)
    search = Search(restored, settings)
    assert b'"total":0' in _ask(search, "cadangan")
    assert b"lama" in _ask(search, "tetap")
    search.close()
    restored.close()


def test_another_history_of_the_same_length_is_noticed(
    change: Any, find: Find, database: Database, search: Search
) -> None:
    change("lama", id="Sejarah pertama")
    assert find("sejarah").total == 1
    with database.write() as session:  # as if restored, and then written to again
        session.exec(delete(Application))
        session.exec(delete(journal.JournalRow).where(journal.JournalRow.subject == "application:lama"))
    change("baru", id="Sejarah kedua")
    deadline = time.monotonic() + 5
    while slugs(find("sejarah")) != ["baru"] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert slugs(find("sejarah")) == ["baru"]


def test_rebuilding_gives_the_number_of_listed_applications(
    change: Any, find: Find, database: Database, settings: Settings
) -> None:
    change("kasir", "loket", id="Dibangun")
    change("tersembunyi", id="Dibangun", listed=False)
    assert find("dibangun").total == 2
    before = generations(settings)
    assert rebuild(database, settings) == 2
    assert len(generations(settings)) == 1
    assert generations(settings) != before
    serial = change("gudang", id="Dibangun")
    found = find("dibangun")
    assert (found.serial, slugs(found)) == (serial, ["gudang", "kasir", "loket"])


def test_searches_are_answered_while_the_index_is_rebuilt(
    change: Any, find: Find, other_process: Any, settings: Settings
) -> None:
    change(*(f"kasir-{number}" for number in range(600)), id="Terus menjawab")
    assert find("menjawab").total == 600
    rebuilding = other_process("print('ready', flush=True)\nfor _ in range(3): rebuild(database, settings)")
    rebuilding.stdout.readline()
    rounds = 0
    while rebuilding.poll() is None:
        serial = change(f"loket-{rounds}", id="Terus menjawab")
        found = find("menjawab")
        rounds += 1
        assert (found.serial, found.total) == (serial, 600 + rounds)
    assert rounds > 3
    assert rebuilding.returncode == 0


def test_an_index_of_another_version_is_removed_unless_somebody_uses_it(
    change: Any, database: Database, settings: Settings
) -> None:
    change("kasir")
    others = folders(settings).search
    for name in ("used", "unused"):
        (others / name / "0123456789abcdef").mkdir(parents=True)
    with held(others / "used" / USING, seconds=0, shared=True):
        search = Search(database, settings)
        search.start()
        search.find("kasir", filters=Filters(), cursor=None, limit=5, language="id", serial=1)
        search.close()
    assert {path.name for path in others.iterdir()} == {"used", Place.of(settings).root.name}


def _ask(search: Search, words: str) -> bytes:
    return search.find(words, filters=Filters(), cursor=None, limit=5, language="id", serial=0).body
