"""The index may be killed, deleted or spoilt at any moment: nothing is lost, and nothing wrong is served."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from registry import journal
from registry.catalog.search import Filters, IndexBuilding, Search, rebuild
from registry.database import Database
from registry.errors import Unavailable
from registry.folders import folders
from registry.settings import Settings

COUNT = 120
OPENING = """
import sys
from registry.catalog.search import Search, rebuild
from registry.database import open_database
from registry.settings import Settings
settings = Settings(folder=sys.argv[1], database_url=sys.argv[2])
database = open_database(settings)
print("ready", flush=True)
"""
BUILDER = OPENING + "while True: rebuild(database, settings)"
FOLLOWER = OPENING + "search = Search(database, settings)\nwhile True: search.follow()"


@pytest.fixture
def many(change: Any) -> int:
    """Write a catalog large enough to be in the middle of."""
    serial: int = change(*(f"kasir-{number}" for number in range(COUNT)), id="Semua lengkap")
    return serial


@pytest.fixture
def killed(settings: Settings) -> Callable[[str, float], None]:
    """Give a hand that starts a program and kills it after some seconds, with no chance to tidy up."""

    def kill(program: str, seconds: float) -> None:
        command = [sys.executable, "-c", program, str(settings.folder), settings.database_url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)

    return kill


@pytest.fixture
def ask(database: Database, settings: Settings) -> Iterator[Callable[[str], bytes]]:
    """Give a searcher who opens the index afresh for each question, as after a restart."""

    def ask(words: str) -> bytes:
        search = Search(database, settings)
        with database.read() as session:
            serial = journal.serial(session)
        found = search.find(words, filters=Filters(), cursor=None, limit=5, language="id", serial=serial)
        assert found.serial == serial
        return found.body

    return ask


def complete(count: int) -> bytes:
    """Return what a whole answer says of its total."""
    return b'"total":%d,' % count


def files(settings: Settings) -> list[Path]:
    """Return the files of the index generation."""
    found = (path for path in folders(settings).search.glob("*/*/*") if path.stat().st_size)
    return sorted(path for path in found if not path.name.endswith(".lock"))


def delete(folder: Path) -> None:
    """Delete a folder though others may be writing into it."""
    away = folder.with_name("deleted")
    folder.rename(away)
    shutil.rmtree(away, ignore_errors=True)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("seconds", [0.02, 0.2, 0.6])
def test_killing_a_rebuild_loses_nothing(killed: Any, ask: Any, seconds: float) -> None:
    assert complete(COUNT) in ask("lengkap")
    killed(BUILDER, seconds)
    assert complete(COUNT) in ask("lengkap")


@pytest.mark.usefixtures("many")
def test_killing_the_first_build_again_and_again_ends_in_a_whole_index(
    killed: Any, ask: Any, settings: Any
) -> None:
    for seconds in (0.01, 0.05, 0.2, 0.4):
        killed(BUILDER, seconds)
    assert complete(COUNT) in ask("lengkap")
    rebuilt = [path for path in folders(settings).search.glob("*/*") if path.is_dir()]
    assert len(rebuilt) <= 2, "what a killed build leaves is swept by the next"


@pytest.mark.usefixtures("many")
def test_killing_the_follower_loses_no_change(killed: Any, ask: Any, change: Any) -> None:
    ask("lengkap")
    for round_, seconds in enumerate((0.0, 0.05, 0.2)):
        change(*(f"loket-{round_}-{number}" for number in range(40)), id="Semua lengkap")
        killed(FOLLOWER, seconds)
        change(f"susulan-{round_}", id="Semua lengkap")
        assert complete(COUNT + 41 * (round_ + 1)) in ask("lengkap")


@pytest.mark.usefixtures("many")
def test_the_lock_of_a_killed_writer_is_free(killed: Any, database: Any, settings: Any) -> None:
    killed(BUILDER, 0.2)
    began = time.monotonic()
    assert rebuild(database, settings) == COUNT
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("many")
def test_a_deleted_folder_is_built_anew(ask: Any, settings: Settings) -> None:
    assert complete(COUNT) in ask("lengkap")
    delete(folders(settings).search)
    assert complete(COUNT) in ask("lengkap")


@pytest.mark.usefixtures("many")
def test_a_folder_deleted_under_a_running_search_changes_no_answer(
    find: Any, change: Any, settings: Settings
) -> None:
    assert find("lengkap").total == COUNT
    delete(folders(settings).search)
    assert find("lengkap").total == COUNT
    serial = change("susulan", id="Semua lengkap")
    deadline = time.monotonic() + 30
    while (found := find("lengkap")).serial < serial and time.monotonic() < deadline:
        assert found.total == COUNT
    assert (found.serial, found.total) == (serial, COUNT + 1)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("how", ["truncated", "emptied", "garbled", "deleted", "one bit"])
def test_no_spoilt_file_is_believed(ask: Any, settings: Settings, how: str) -> None:
    assert complete(COUNT) in ask("lengkap")
    chance = random.Random(how)  # noqa: S311 - the same damage at each run
    for suffix in (".idx", ".term", ".store", ".fast", ".fieldnorm", ".pos", "meta.json", ".managed.json"):
        spoil(next(path for path in files(settings) if path.name.endswith(suffix)), how, chance)
        body = ask("lengkap")
        assert complete(COUNT) in body
        assert b'"kasir-' in body


def spoil(path: Path, how: str, chance: random.Random) -> None:
    """Damage a file."""
    content = bytearray(path.read_bytes())
    if how == "deleted":
        path.unlink()
        return
    if how == "truncated":
        del content[len(content) // 2 :]
    elif how == "emptied":
        content.clear()
    elif how == "garbled":
        content[len(content) // 3 :] = chance.randbytes(len(content) - len(content) // 3)
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    # Never in place: a process that has the file mapped would be ended by the system (SIGBUS).
    damaged = path.with_name(f"{path.name}.damaged")
    damaged.write_bytes(content)
    damaged.replace(path)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe", b"../../etc", b"0123456789abcdef", b"\n" * 100])
def test_a_spoilt_pointer_is_not_followed(ask: Any, settings: Settings, pointer: bytes) -> None:
    assert complete(COUNT) in ask("lengkap")
    next(folders(settings).search.glob("*/current")).write_bytes(pointer)
    assert complete(COUNT) in ask("lengkap")


@pytest.mark.usefixtures("many")
def test_a_missing_segment_is_noticed_though_every_file_is_whole(
    ask: Any, change: Any, settings: Settings
) -> None:
    ask("lengkap")
    change("susulan", id="Semua lengkap")
    assert complete(COUNT + 1) in ask("lengkap")
    meta = next(path for path in files(settings) if path.name == "meta.json")
    text = meta.read_text()
    assert text.count('"segment_id"') == 2
    start = text.index("{", text.index('"segments"'))
    meta.write_text(text[:start] + text[text.index("},", start) + 2 :])
    assert complete(COUNT + 1) in ask("lengkap")


def test_no_index_and_no_database_is_said_plainly(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    search = Search(Database(f"sqlite:///{tmp_path}/absent/none.sqlite3"), settings)
    search.start()
    began = time.monotonic()
    with pytest.raises(IndexBuilding):
        search.find("sakip", filters=Filters(), cursor=None, limit=5, language="id", serial=0)
    assert time.monotonic() - began < 15
    search.close()


@pytest.mark.usefixtures("many")
def test_the_index_answers_while_the_database_is_away(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    if not database.is_sqlite:
        pytest.skip("the server is shared with other tests and must stay")
    database.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(settings.folder / "livinglab.sqlite3", elsewhere)
    copied = Database(f"sqlite:///{elsewhere}/livinglab.sqlite3")
    search = Search(copied, settings)
    search.start()
    search.find("lengkap", filters=Filters(), cursor=None, limit=5, language="id", serial=1)
    copied.close()
    # The whole folder goes: SQLite must not find a place to begin an empty database.
    elsewhere.rename(tmp_path / "away")
    time.sleep(0.5)
    with pytest.raises(Unavailable), copied.read() as session:
        journal.serial(session)
    found = search.find("lengkap", filters=Filters(), cursor=None, limit=5, language="id", serial=0)
    assert complete(COUNT) in found.body
    search.close()
    copied.close()
