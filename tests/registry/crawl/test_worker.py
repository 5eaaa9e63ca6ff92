"""Workers take what is due; one that is killed, whenever, loses nothing and leaves nothing running."""

import hashlib
import itertools
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import select

from livinglab.repository import git
from registry.catalog.store import open_store
from registry.crawl import worker
from registry.errors import Conflict, NotFound
from registry.tables import Archive, Frontier, Release, Visit

WORK = """
import sys
from registry.crawl.worker import work
from registry.database import open_database
from registry.settings import Settings
settings = Settings.model_validate_json(sys.argv[1])
work(open_database(settings), settings)
"""
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def start_worker(visitor):
    """Start real worker processes; end them with the test."""
    started = []

    def start(**changed):
        settings = visitor.settings.model_copy(update=changed)
        process = subprocess.Popen([sys.executable, "-c", WORK, settings.model_dump_json()], cwd=ROOT)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(true, seconds=30.0):
    """Wait until something holds; fail if it does not in time."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)
    return found


def descendants(process_id):
    """Return the ids of all children of a process, and of theirs."""
    found = []
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def alive(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def gits_in(folder):
    """Return the git processes that work below a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(folder).encode() in words and b"git" in words.split(b"\0")[0]:
            found.append(int(path.parent.name))
    return found


def places(visitor):
    with visitor.database.read() as session:
        return session.exec(select(Frontier)).all()


def visits_of(visitor):
    with visitor.database.read() as session:
        return session.exec(select(Visit)).all()


def check_whole(visitor, source):
    """Hold the registry to its promise after a kill: one release, its archives, a clean mirror."""
    with visitor.database.read() as session:
        releases = session.exec(select(Release)).all()
        archives = session.exec(select(Archive)).all()
    assert [(release.version, release.status) for release in releases] == [("1.0.0", "published")]
    assert sorted(archive.kind for archive in archives) == ["history", "snapshot"]
    store = open_store(visitor.settings)
    for archive in archives:
        name = f"{archive.sha256[:2]}/{archive.sha256}.bundle"
        assert hashlib.sha256(b"".join(store.read(name))).hexdigest() == archive.sha256
    git.run(["fsck", "--strict"], git_dir=visitor.settings.folder / "mirrors" / f"{source}.git")
    assert store.size("applications/e-sakip.json")
    assert visitor.leftovers() == []


def test_a_worker_visits_all_that_is_due_and_stops(visitor, new_donor):
    for slug in ("e-sakip", "spbe-index"):
        donor = new_donor()
        donor.release()
        visitor.submit(donor.url, slug)
    assert worker.work(visitor.database, visitor.settings, once=True) == 2
    assert [visit.outcome for visit in visits_of(visitor)] == ["published", "published"]
    assert {place.lease_owner for place in places(visitor)} == {None}


def test_a_visit_on_demand_reports_how_it_ended(visitor, donor):
    password = "".join(["vQ7", "rT2x", "Lm9", "Zc4"])  # looks like one that is in use
    donor.release(**{".env": f"DB_PASSWORD={password}\n"})
    visitor.submit(donor.url)
    report = worker.visit_now(visitor.database, visitor.settings, "e-sakip")
    assert report.outcome == "sent_back"
    assert "env-tracked" in {finding.code for finding in report.findings}
    with pytest.raises(NotFound):
        worker.visit_now(visitor.database, visitor.settings, "tidak-ada")


def test_a_visit_on_demand_waits_for_another_worker_and_gives_up(visitor, donor):
    donor.release()
    source = visitor.submit(donor.url)
    with visitor.database.write() as session:
        worker.frontier.lease(session, "another", seconds=600, source_id=source)
    with pytest.raises(Conflict):
        worker.visit_now(visitor.database, visitor.settings, "e-sakip", patience=0.3)


def test_several_workers_share_the_work_and_visit_nothing_twice(visitor, new_donor, start_worker):
    for number in range(4):
        donor = new_donor()
        donor.release()
        visitor.submit(donor.url, f"aplikasi-{number}")
    for _ in range(2):
        start_worker()
    until(lambda: len(visits_of(visitor)) == 4, 60)
    time.sleep(1)
    done = visits_of(visitor)
    assert len({visit.source_id for visit in done}) == len(done) == 4
    assert {visit.outcome for visit in done} == {"published"}
    spans = sorted((visit.started_at, visit.ended_at) for visit in done)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans)), "one host at once"


def test_a_worker_told_to_stop_gives_its_source_back(visitor, silent_donor, start_worker):
    visitor.submit(silent_donor)
    process = start_worker()
    until(lambda: places(visitor)[0].lease_owner)
    time.sleep(0.5)
    below = descendants(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    until(lambda: not any(alive(child) for child in below), 5)
    (place,) = places(visitor)
    assert (place.lease_owner, place.attempts) == (None, 0)
    worker.janitor.sweep(visitor.database, visitor.settings)
    assert visitor.leftovers() == []


def test_a_visit_beyond_its_time_is_ended_from_outside(visitor, silent_donor):
    """Python itself may hang, so the nursery holds a wall clock of its own."""
    visitor.submit(silent_donor)
    settings = visitor.settings.model_copy(update={"visit_seconds": 1})
    began = time.monotonic()
    report = worker.visit_now(visitor.database, settings, "e-sakip")
    assert time.monotonic() - began < 30
    assert (report.outcome, report.text) == ("failed", worker.EXPIRED)
    (place,) = places(visitor)
    assert (place.lease_owner, place.attempts) == (None, 1)
    assert [visit.outcome for visit in visits_of(visitor)] == ["failed"]


def test_a_lease_is_held_for_as_long_as_the_visit_lasts(visitor, silent_donor, start_worker):
    visitor.submit(silent_donor)
    start_worker(lease_seconds=2)
    until(lambda: places(visitor)[0].lease_owner)
    (first,) = places(visitor)
    until(lambda: places(visitor)[0].lease_until > first.lease_until, 10)
    time.sleep(2.5)
    (place,) = places(visitor)
    assert (place.lease_owner, place.attempts) == (first.lease_owner, 0)


def kill_and_recover(visitor, donor, start_worker, delay):
    """Kill a worker `delay` seconds into a visit, and have another one take over."""
    source = visitor.submit(donor.url)
    process = start_worker(lease_seconds=2)
    until(lambda: visits_of(visitor) or visitor.leftovers())
    time.sleep(delay)
    below = descendants(process.pid)
    assert below
    process.kill()
    process.wait()
    until(lambda: not any(alive(child) for child in below), 5)
    assert gits_in(visitor.settings.folder) == []
    settings = visitor.settings.model_copy(update={"lease_seconds": 2})
    until(lambda: worker.work(visitor.database, settings, once=True) + len(visits_of(visitor)))
    worker.janitor.sweep(visitor.database, settings)
    check_whole(visitor, source)
    assert [visit.outcome for visit in visits_of(visitor)] == ["published"]
    assert {place.lease_owner for place in places(visitor)} == {None}


@pytest.mark.parametrize("delay", [0.0, pytest.param(0.3, marks=pytest.mark.long)])
def test_a_worker_killed_in_the_middle_of_a_visit_loses_nothing(visitor, donor, start_worker, delay):
    noise = random.Random(1).randbytes(1_000_000)  # noqa: S311 - it only has to be large
    donor.release(**{"data.bin": noise.hex()})
    kill_and_recover(visitor, donor, start_worker, delay)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(60))
def test_workers_killed_at_any_moment_lose_nothing(visitor, donor, start_worker, seed):
    """Sixty moments on each database."""
    chance = random.Random(seed)  # noqa: S311 - it chooses moments, and noise for a file
    donor.release(**{"data.bin": chance.randbytes(1_000_000).hex()})
    kill_and_recover(visitor, donor, start_worker, chance.uniform(0, 1.2))


@pytest.fixture
def silent_donor(visitor):
    """Give the address of a server that accepts and says nothing, allowed to be visited."""
    listener = socket.create_server(("127.0.0.1", 0))
    place = f"127.0.0.1:{listener.getsockname()[1]}"
    donors = (*visitor.settings.private_donors, place)
    visitor.settings = visitor.settings.model_copy(update={"private_donors": donors})
    yield f"http://{place}/app.git"
    listener.close()
