"""How many small donors one worker visits a minute over real smart HTTP on loopback, and what git has of it.

The worker is the operator's command. First visits fetch, check and archive two releases; a visit for a new
release fetches and archives one more; one that finds nothing new asks the donor for its references. The peer
is `git clone --mirror` of the same donors: the least that anybody has to do who wants their code.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select, update
from support import databases, services, tables
from support.donating import Donor

from livinglab.contract import SubmissionRequest
from registry import clock
from registry.access.callers import OPERATOR
from registry.catalog import submissions
from registry.database import Database, open_database
from registry.donor import DonorServer, serve_donor
from registry.settings import Settings
from registry.tables import Frontier, Visit

DONORS = int(os.environ.get("LIVINGLAB_TEST_DONORS", "20"))
HEADS = ["", "a minute", "ms each", "CPU ms each", "of it git", "clone ms", "ms / clone"]


@dataclass(frozen=True)
class Round:
    """A worker's run over all that was due."""

    cpu: float  # seconds of processor time of the worker and all below it
    wall: float  # seconds from the first visit's beginning to the last one's end
    visits: list[Visit]


def main() -> int:
    """Measure on both databases."""
    for engine in databases.ENGINES:
        with _donors() as (server, donors), databases.prepared(engine) as settings:
            changed = {"private_donors": (server.place,), "free_bytes": 0}
            _measure(engine, settings.model_copy(update=changed), donors, _clone(donors))
    return 0


@contextmanager
def _donors() -> Iterator[tuple[DonorServer, list[Donor]]]:
    folder = tempfile.TemporaryDirectory(prefix="livinglab-donors-")
    with folder as made, serve_donor(Path(made)) as server:
        donors = [Donor(server.folder, server.url, number) for number in range(DONORS)]
        for donor in donors:
            donor.release("1.0.0")
            donor.release("1.1.0")
        yield server, donors


def _measure(engine: str, settings: Settings, donors: list[Donor], cloning: float) -> None:
    database = open_database(settings)
    idle = _work(database, settings).cpu
    for donor in donors:
        _submit(database, settings, donor)
    rounds = {"first visits, two releases": _work(database, settings)}
    _make_due(database)
    rounds["nothing new"] = _work(database, settings)
    for donor in donors:
        donor.release("1.2.0")
    _make_due(database)
    rounds["one new release"] = _work(database, settings)
    database.close()
    for made, outcome in zip(rounds.values(), ("published", "unchanged", "published"), strict=True):
        assert [visit.outcome for visit in made.visits] == [outcome] * DONORS, made.visits
    rows = [_row(name, made, idle, cloning) for name, made in rounds.items()]
    tables.show(f"{engine}, {DONORS} donors, one worker", HEADS, rows)


def _work(database: Database, settings: Settings) -> Round:
    """Let a worker of its own process visit all that is due."""
    before = _newest(database)
    environment = os.environ | {
        "LIVINGLAB_FOLDER": str(settings.folder),
        "LIVINGLAB_DATABASE_URL": settings.database_url,
        "LIVINGLAB_PRIVATE_DONORS": ",".join(settings.private_donors),
        "LIVINGLAB_FREE_BYTES": "0",
    }
    command = [sys.executable, "-m", "registry", "work", "--once"]
    worker = subprocess.Popen(command, cwd=services.ROOT, env=environment)
    _, status, used = os.wait4(worker.pid, 0)  # counts the worker's children too
    worker.returncode = os.waitstatus_to_exitcode(status)
    assert worker.returncode == 0
    with database.read() as session:
        visits = list(session.exec(select(Visit).where(col(Visit.id) > before).order_by(col(Visit.id))))
    wall = (visits[-1].ended_at - visits[0].started_at).total_seconds() if visits else 0.0
    return Round(used.ru_utime + used.ru_stime, wall, visits)


def _row(name: str, made: Round, idle: float, cloning: float) -> list[str]:
    """Return the row of a table; `idle` is what a worker costs that finds nothing due."""
    each, cpu = made.wall / DONORS, (made.cpu - idle) / DONORS
    git = sum(visit.git_seconds for visit in made.visits) / DONORS
    numbers = [f"{60 / each:.0f}", *(tables.milliseconds(one) for one in (each, cpu)), f"{git / cpu:.0%}"]
    return [name, *numbers, tables.milliseconds(cloning), f"{each / cloning:.1f}"]


def _newest(database: Database) -> int:
    """Return the number of the newest visit."""
    with database.read() as session:
        return session.exec(select(Visit.id).order_by(col(Visit.id).desc()).limit(1)).first() or 0


def _submit(database: Database, settings: Settings, donor: Donor) -> None:
    request = SubmissionRequest(url=donor.url, slug=donor.slug, publisher=f"Pemerintah {donor.slug}")
    with database.write() as session:
        submissions.submit(session, request, caller=OPERATOR, private_donors=settings.private_donors)


def _make_due(database: Database) -> None:
    with database.write() as session:
        session.exec(update(Frontier).values(due_at=clock.now()))


def _clone(donors: list[Donor]) -> float:
    """Return the seconds that git needs on average to copy one of the donors."""
    with tempfile.TemporaryDirectory(prefix="livinglab-clones-") as folder:
        began = time.perf_counter()
        for donor in donors:
            command = ["git", "clone", "--quiet", "--mirror", donor.url, f"{folder}/{donor.slug}"]
            subprocess.run(command, check=True)
        return (time.perf_counter() - began) / len(donors)


if __name__ == "__main__":
    sys.exit(main())
