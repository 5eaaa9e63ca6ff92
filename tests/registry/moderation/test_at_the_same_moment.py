"""Decisions, visits and moves at the same moment, in several threads and processes."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from livinglab.contract.moderation import Decision
from registry import journal
from registry.access.callers import OPERATOR
from registry.catalog import moderation, publication, shelves
from registry.catalog.found import VisitOutcome
from registry.catalog.store import entry_name, open_store, quarantined_name
from registry.database import Database
from registry.errors import Conflict
from registry.settings import Settings
from registry.tables import Application, JournalRow, Move, Source

ROOT = Path(__file__).parents[3]
SOON = 5.0  # seconds (target S14)


def decide(database: Database, decision: Decision, reason: str) -> str:
    """Decide as the operator; say how it went."""
    try:
        with database.write() as session:
            moderation.decide(session, "e-sakip", decision, reason, caller=OPERATOR)
    except Conflict:
        return "conflict"
    return "done"


def test_two_decisions_at_one_moment_see_each_other(sakip, database: Database, reason) -> None:
    """Retiring and quarantining at once: in either order quarantined at the end, and nothing is lost."""
    both = [Decision.RETIRE, Decision.QUARANTINE]
    with ThreadPoolExecutor(2) as hands:
        outcomes = list(hands.map(lambda one: decide(database, one, reason), both))
    with database.read() as session:
        standing = session.exec(select(Application.standing)).one()
        actions = session.exec(select(JournalRow.action).order_by(JournalRow.serial)).all()
        assert list(journal.breaks(session)) == []
    assert standing == "quarantined"
    assert actions.count("application.retired") == (outcomes[0] == "done")
    assert decide(database, Decision.RELEASE, reason) == "done"
    with database.read() as session:
        after = session.exec(select(Application.standing)).one()
    assert after == ("retired" if outcomes[0] == "done" else "open")


def test_a_visit_that_ends_during_a_quarantine_does_not_undo_it(
    sakip, database: Database, make_release, reason, settings: Settings
) -> None:
    def visit() -> None:
        with database.write() as session:
            source = session.exec(select(Source)).one()
            outcome = VisitOutcome([make_release("2.0.0")], ["1.0.0", "2.0.0"])
            publication.record(session, source.id, outcome, actor="worker:test")

    with ThreadPoolExecutor(2) as hands:
        for done in (hands.submit(visit), hands.submit(decide, database, Decision.QUARANTINE, reason)):
            done.result()
    assert shelves.carry_out(database, open_store(settings))
    with database.read() as session:
        application = session.exec(select(Application)).one()
    assert (application.standing, application.listed) == ("quarantined", False)
    assert open_store(settings).size(entry_name("e-sakip")) is None


def test_carriers_side_by_side_leave_each_file_where_it_was_sent_last(
    database: Database, settings: Settings
) -> None:
    store, names = open_store(settings), [f"ab/{number:064x}.bundle" for number in range(12)]
    for name in names:
        store.put_bytes(name, name.encode())
    over = threading.Event()

    def carry() -> None:
        while not over.is_set():
            shelves.carry_out(database, store)

    with ThreadPoolExecutor(3) as hands:
        carriers = [hands.submit(carry) for _ in range(3)]
        for turn in range(7):
            with database.write() as session:
                for name in names:
                    there = quarantined_name(name)
                    shelves.send(session, *((name, there) if turn % 2 == 0 else (there, name)))
        over.set()
        for carrier in carriers:
            carrier.result()
    assert shelves.carry_out(database, store)
    for name in names:
        assert (store.size(name), b"".join(store.read(quarantined_name(name)))) == (None, name.encode())


def test_what_cannot_be_moved_does_not_keep_others_from_it(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    store, name = open_store(settings), f"ab/{7:064x}.bundle"
    store.put_bytes(name, b"7")
    with database.write() as session:
        shelves.send(session, "../outside", "ab/x.bundle")
        shelves.send(session, name, quarantined_name(name))
    assert not shelves.carry_out(database, store)
    assert store.size(quarantined_name(name)) == 1
    assert "../outside could not be moved" in caplog.text
    with database.read() as session:
        assert [move.taken_from for move in session.exec(select(Move)).all()] == ["../outside"]


@contextmanager
def service(settings: Settings) -> Iterator[str]:
    """Run the real service in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "LIVINGLAB_FOLDER": str(settings.folder),
        "LIVINGLAB_DATABASE_URL": settings.database_url,
        "LIVINGLAB_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    words = [sys.executable, "-m", "registry", "serve", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        ends = time.monotonic() + 60
        while not _answers(f"{address}/api/v1/applications") and time.monotonic() < ends:
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.long
def test_a_second_process_shows_nothing_within_five_seconds(
    sakip, database: Database, settings: Settings, reason, bundle: bytes, record_property
) -> None:
    """The decision is only committed here; the other process, a web node, has to follow and to carry."""
    digest = hashlib.sha256(bundle).hexdigest()
    with database.write() as session:
        shelves.renew(session, "e-sakip")
    assert shelves.carry_out(database, open_store(settings))
    api = "/api/v1/applications"
    traces = {
        f"{api}?limit=100": '"e-sakip"',
        "/api/v1/search?q=e-sakip": '"e-sakip"',
        "/": "/applications/e-sakip",
        "/?q=sakip": "/applications/e-sakip",
        "/applications/e-sakip": "",
        f"{api}/e-sakip": "",
        f"{api}/e-sakip/health": "",
        f"{api}/e-sakip/similar": "",
        f"{api}/e-sakip/releases": "",
        f"{api}/e-sakip/releases/latest": "",
        f"{api}/e-sakip/releases/1.0.0/checks": "",
        "/archives/applications/e-sakip.json": "",
        f"/archives/{digest[:2]}/{digest}.bundle": "",
    }
    with service(settings) as address, httpx.Client(base_url=address, timeout=10) as client:

        def showing() -> list[str]:
            answers = ((path, client.get(path)) for path in traces)
            return [path for path, said in answers if said.is_success and traces[path] in said.text]

        def wait_for(wanted: list[str]) -> float:
            began = time.monotonic()
            while (seen := showing()) != wanted and time.monotonic() < began + 4 * SOON:
                time.sleep(0.05)
            assert seen == wanted
            return time.monotonic() - began

        wait_for(list(traces))
        slowest = {"hidden": 0.0, "back": 0.0}
        for turn in range(5):
            for name, decision, wanted in (
                ("hidden", Decision.QUARANTINE, []),
                ("back", Decision.RELEASE, list(traces)),
            ):
                assert decide(database, decision, f"{reason} ({turn})") == "done"
                slowest[name] = max(slowest[name], wait_for(wanted))
        record_property("seconds", slowest)
        assert max(slowest.values()) <= SOON
