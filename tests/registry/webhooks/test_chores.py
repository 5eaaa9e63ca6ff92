"""Chores are done when it is time, by one process, and one that fails holds up nothing else."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlmodel import select, update

from registry import __main__ as door
from registry import chores
from registry.access import answered
from registry.chores import Duty
from registry.crawl.frontier import moment
from registry.database import Database
from registry.errors import Conflict, NotFound
from registry.settings import PREFIX, Settings
from registry.tables import AnsweredRequest, Chore

Do = Callable[[Database, Settings], object]


@pytest.fixture
def duties(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a way to say which chores there are: each has seen its first time, and is due."""

    def duties(**do: Do) -> None:
        every = tuple(Duty(name, run, time(2, 0)) for name, run in do.items())
        monkeypatch.setattr(chores, "DUTIES", every)
        assert chores.run_due(database, settings) == []  # a new one waits for its time
        make_due(database)

    return duties


def make_due(database: Database, **columns: object) -> None:
    with database.write() as session:
        past = moment(session) - timedelta(seconds=1)
        session.exec(update(Chore).values(due_at=past, **columns))


def row(database: Database, name: str) -> Chore:
    with database.read() as session:
        return session.get_one(Chore, name)


def until(true: Callable[[], bool]) -> None:
    """Wait until something holds; fail if it does not in time."""
    ends = monotonic() + 20
    while not true():
        assert monotonic() < ends, "it did not happen in time"
        sleep(0.02)


def test_a_chore_at_two_comes_at_two_in_jakarta() -> None:
    duty = Duty("dump", lambda *_: None, time(2, 0))
    before = datetime(2026, 11, 21, 18, 59, 59, tzinfo=UTC)  # 01:59:59 on the 22nd in Jakarta
    at = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    assert duty.after(before) == at
    assert duty.after(at) == at + timedelta(days=1)


def test_a_chore_is_done_by_one_process_when_its_time_has_come(
    database: Database, settings: Settings, duties: Callable[..., None]
) -> None:
    done, meet = [], threading.Barrier(4)
    duties(dump=lambda *_: done.append(1))

    def look() -> None:
        meet.wait()
        chores.run_due(database, settings)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    kept = row(database, "dump")
    assert (kept.owner, kept.leased_until, kept.failures) == (None, None, 0)
    assert timedelta(0) < kept.due_at - kept.ended_at <= timedelta(days=1)
    assert kept.due_at.time() == time(19, 0)
    assert chores.run_due(database, settings) == []


def test_a_chore_that_fails_is_logged_and_waits_longer_each_time_while_the_others_are_done(
    database: Database, settings: Settings, duties: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail(*_: object) -> None:
        raise RuntimeError("no room")

    duties(dump=fail, reminders=lambda *_: done.append("reminders"))
    waits = []
    for _ in range(9):
        make_due(database)
        chores.run_due(database, settings)
        with database.read() as session:
            waits.append(round((row(database, "dump").due_at - moment(session)).total_seconds(), -2))
    assert waits[:3] == [300, 600, 1200]
    assert waits[-1] == chores.LONGEST_RETRY
    assert done == ["reminders"] * 9
    assert "chore dump failed" in caplog.text
    assert "no room" in caplog.text
    with pytest.raises(RuntimeError, match="no room"):
        chores.run_now(database, settings, "dump")
    assert row(database, "dump").failures == 10


def test_what_a_dead_process_was_doing_is_done_by_another_when_its_lease_ran_out(
    database: Database, settings: Settings, duties: Callable[..., None]
) -> None:
    done: list[int] = []
    duties(dump=lambda *_: done.append(1))
    with database.read() as session:
        now = moment(session)
    make_due(database, owner="dead", leased_until=now + timedelta(minutes=1))
    assert chores.run_due(database, settings) == []
    with pytest.raises(Conflict):
        chores.run_now(database, settings, "dump")
    make_due(database, leased_until=now - timedelta(seconds=1))
    assert chores.run_due(database, settings) == ["dump"]
    assert done == [1]


def test_a_long_chore_keeps_its_lease_meanwhile(
    database: Database, settings: Settings, duties: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "LEASE", 1.5)  # so that it is extended every half second
    begun, let_go = threading.Event(), threading.Event()

    def long(*_: object) -> None:
        begun.set()
        let_go.wait(20)

    duties(dump=long)
    with chores.tending(database, settings):
        assert begun.wait(20)
        first = row(database, "dump").leased_until
        assert first is not None
        until(lambda: (row(database, "dump").leased_until or first) > first)
        let_go.set()
        until(lambda: row(database, "dump").owner is None)
    assert row(database, "dump").ended_at is not None


def test_the_operator_lists_chores_and_does_one(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv(f"{PREFIX}FOLDER", str(settings.folder))
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", settings.database_url)
    with database.write() as session:
        now = moment(session)
        for name, age in (("old", answered.KEPT_FOR * 2), ("new", timedelta())):
            session.add(AnsweredRequest(key=name, request="", status=201, answer="", created_at=now - age))
    assert door.main(["chores", "list"]) == 0
    listed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in listed] == [duty.name for duty in chores.DUTIES]
    assert door.main(["chores", "run", "purge-answers"]) == 0
    assert door.main(["chores", "list"]) == 0
    ended = {line.split("\t")[0]: line.split("\t")[2] for line in capsys.readouterr().out.splitlines()[1:]}
    assert ended["purge-answers"] != "-"
    assert ended["purge-deliveries"] == "-"
    with database.read() as session:
        assert session.exec(select(AnsweredRequest.key)).all() == ["new"]
    with pytest.raises(NotFound):
        chores.find("laundry")
    assert door.main(["chores", "run", "laundry"]) == 1


def test_every_chore_is_documented_with_its_time() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs/operations.md").read_text()
    said = re.findall(r"^\| `([a-z-]+)` \| (\d\d:\d\d) \|", text, re.MULTILINE)
    assert said == [(duty.name, f"{duty.at:%H:%M}") for duty in chores.DUTIES]
