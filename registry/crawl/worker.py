"""The worker: takes sources off the frontier and has them visited, one by one, until told to stop."""

import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from sqlmodel import col, select

from livinglab.language import Text
from registry.catalog import publication, shelves
from registry.catalog.index import Keeper
from registry.catalog.store import open_store
from registry.crawl import frontier, janitor, visits
from registry.crawl.frontier import Lease
from registry.crawl.nursery import Ended, Nursery
from registry.crawl.visits import VisitReport
from registry.database import Database
from registry.errors import Conflict, NotFound, RegistryError, Unavailable
from registry.settings import Settings
from registry.tables import Application, Source

POLL_SECONDS = 1.0  # between two looks at an empty frontier
STEP = 0.25  # how soon a worker notices that it shall stop
TIDY_SECONDS = 600.0

EXPIRED = Text(
    id="Kunjungan ini melampaui batas waktunya dan dihentikan. Kunjungan akan diulang.",
    en="The visit went over its time and was stopped. It will be repeated.",
)
CRASHED = Text(
    id="Kunjungan ini berhenti karena kesalahan di sisi katalog. Kunjungan akan diulang.",
    en="The visit ended by a fault of the registry. It will be repeated.",
)


def work(
    database: Database, settings: Settings, *, once: bool = False, stop: threading.Event | None = None
) -> int:
    """Visit what is due until stopped (SIGTERM, SIGINT or `stop`); with `once`, until nothing is due.

    Returns the number of visits. Any number of workers may run, on any number of machines.
    """
    name = worker_name()
    made = 0
    moving = shelves.carrying(database, open_store(settings))
    with moving, Nursery(settings) as nursery, _stopping(stop or threading.Event()) as over:
        tidied = _tidy(database, settings)
        keeper = Keeper(database, settings)
        while not over.is_set():
            keeper.tick()
            if time.monotonic() - tidied > TIDY_SECONDS:
                tidied = _tidy(database, settings)
            lease = _lease(database, settings, name)
            if lease is not None:
                with suppress(Unavailable):  # the lease runs out, and the source is visited again
                    made += _visit(database, settings, nursery, lease, over) is not None
                keeper.keep()  # whoever sees the release in the catalog finds it in the index
            elif once:
                break
            else:
                over.wait(POLL_SECONDS)
    return made


def visit_now(database: Database, settings: Settings, slug: str, *, patience: float = 30.0) -> VisitReport:
    """Visit one application now. Raises NotFound, and Conflict while another worker is at its host."""
    source_id = _source_id(database, slug)
    name, ends = worker_name(), time.monotonic() + patience
    while (lease := _lease(database, settings, name, source_id)) is None:
        if time.monotonic() > ends:
            raise Conflict(
                Text(
                    id=f"{slug}, atau aplikasi lain dari server yang sama, sedang dikunjungi. Coba nanti.",
                    en=f"{slug}, or another application of its host, is being visited. Try again later.",
                )
            )
        time.sleep(STEP)
    with Nursery(settings) as nursery:
        report = _visit(database, settings, nursery, lease, threading.Event())
    Keeper(database, settings).keep()
    return report or VisitReport("failed", text=CRASHED)


def worker_name() -> str:
    """Return a name that no other worker has: host, process, and a little chance."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _tidy(database: Database, settings: Settings) -> float:
    with suppress(RegistryError):  # neither the database nor the bucket has to be there for this
        janitor.sweep(database, settings)
    return time.monotonic()


def _lease(database: Database, settings: Settings, name: str, source_id: int | None = None) -> Lease | None:
    try:
        with database.write() as session:
            return frontier.lease(session, name, seconds=settings.lease_seconds, source_id=source_id)
    except Unavailable:
        return None


def _visit(
    database: Database, settings: Settings, nursery: Nursery, lease: Lease, over: threading.Event
) -> VisitReport | None:
    """Have one source visited, holding its lease meanwhile. None: given back, or taken by another worker."""
    nursery.begin(lease.source_id, lease.owner)
    ended = _attend(database, settings, nursery, lease, over)
    if isinstance(ended, VisitReport):
        return ended
    nursery.close()
    if ended == "stopped":
        with database.write() as session:
            frontier.abandon(session, lease.source_id, lease.owner)
    if ended in {"stopped", "lost"}:
        return None
    return _record_end(database, lease, EXPIRED if ended == "expired" else CRASHED)


def _attend(
    database: Database, settings: Settings, nursery: Nursery, lease: Lease, over: threading.Event
) -> Ended | str:
    """Wait for a visit's end and extend its lease; a lease that cannot be extended ends the visit."""
    extended = time.monotonic()
    while (ended := nursery.wait(STEP)) is None:
        if over.is_set():
            return "stopped"
        age = time.monotonic() - extended
        if age > settings.lease_seconds / 3:
            held = _extend(database, settings, lease)
            if held is False or (held is None and age > settings.lease_seconds):
                return "lost"
            extended = time.monotonic() if held else extended
    return ended


def _extend(database: Database, settings: Settings, lease: Lease) -> bool | None:
    """Extend a lease; None while the database is away."""
    try:
        with database.write() as session:
            return frontier.extend(session, lease.source_id, lease.owner, seconds=settings.lease_seconds)
    except Unavailable:
        return None


def _record_end(database: Database, lease: Lease, text: Text) -> VisitReport:
    """Record a visit that could not do so itself."""
    with database.write() as session:
        if frontier.is_held(session, lease.source_id, lease.owner):
            actor = f"worker:{lease.owner}"
            if text is EXPIRED:
                publication.record_failure(session, lease.source_id, text, actor=actor)
            visits.record_ended(session, lease.source_id, lease.owner, text)
            frontier.fail(session, lease.source_id, lease.owner, error=text.en)
    return VisitReport("failed", text=text)


def _source_id(database: Database, slug: str) -> int:
    query = select(Source.id).join(Application, col(Application.id) == Source.application_id)
    with database.read() as session:
        found = session.exec(query.where(Application.slug == slug)).first()
    if found is None:
        raise NotFound(
            Text(id=f"Tidak ada aplikasi bernama {slug}.", en=f"There is no application named {slug}.")
        )
    return found


@contextmanager
def _stopping(over: threading.Event) -> Iterator[threading.Event]:
    """Let SIGTERM and SIGINT set the event, where this is the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield over
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        over.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield over
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
