"""Chores: what some process of the registry does every so often, one process at a time."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, or_, select, update

from livinglab.language import Text
from registry.access import answered
from registry.adoption import reminders
from registry.clock import JAKARTA
from registry.crawl.frontier import moment
from registry.crawl.worker import worker_name
from registry.database import Database
from registry.errors import Conflict, NotFound, RegistryError
from registry.exchange import dump
from registry.settings import Settings
from registry.tables import Chore
from registry.webhooks import purging

POLL_SECONDS = 30.0  # between two looks at what is due
LEASE = 300.0  # seconds that a chore is ours without a word
FIRST_RETRY, LONGEST_RETRY = 300.0, 6 * 3600.0  # seconds after a failure; doubled at each further one
FAREWELL = 1.0  # seconds that a chore which runs gets when its process is asked to stop
log = logging.getLogger("livinglab.registry")


@dataclass(frozen=True)
class Duty:
    """What is done each day at a time of Jakarta. It may be killed at any moment, and then begins anew."""

    name: str
    run: Callable[[Database, Settings], object]
    at: time

    def after(self, now: datetime) -> datetime:
        """Return the next time after a moment."""
        local = now.astimezone(JAKARTA)
        day = local.date() + timedelta(days=int(local.time() >= self.at))
        return datetime.combine(day, self.at, JAKARTA)


def _forget_answers(database: Database, _settings: Settings) -> None:
    with database.write() as session:
        answered.purge(session)


DUTIES = (
    Duty("dump", dump.dump, time(2, 0)),
    Duty("purge-answers", _forget_answers, time(3, 0)),
    Duty("purge-deliveries", purging.purge, time(3, 30)),
    Duty("reminders", reminders.remind, time(7, 0)),
)


def known(session: Session) -> list[tuple[Duty, Chore | None]]:
    """Return every duty with its row; None before some process has looked after it."""
    rows = {row.name: row for row in session.exec(select(Chore).order_by(Chore.name)).all()}
    return [(duty, rows.get(duty.name)) for duty in DUTIES]


def find(name: str) -> Duty:
    """Return a duty by its name. Raises NotFound."""
    for duty in DUTIES:
        if duty.name == name:
            return duty
    names = ", ".join(duty.name for duty in DUTIES)
    raise NotFound(
        Text(
            id=f"Tidak ada tugas bernama {name}. Yang ada: {names}.",
            en=f"There is no chore named {name}. There are: {names}.",
        )
    )


def run_now(database: Database, settings: Settings, name: str) -> None:
    """Do a chore now, due or not; what it raises is raised. Raises NotFound, Conflict while it is done."""
    duty = find(name)
    owner = _take(database, duty, asked=True)
    if owner is None:
        raise Conflict(
            Text(
                id=f"{name} sedang dikerjakan proses lain. Coba lagi setelah selesai.",
                en=f"Another process is doing {name} just now. Try again when it has ended.",
            )
        )
    failure = _attend(database, settings, duty, owner)
    if failure is not None:
        raise failure


def run_due(database: Database, settings: Settings, *, over: threading.Event | None = None) -> list[str]:
    """Do what is due, one after the other, and return the names of what ended well."""
    done = []
    for duty in _due(database):
        if over is not None and over.is_set():
            break
        owner = _take(database, duty)
        if owner is not None and _attend(database, settings, duty, owner) is None:
            done.append(duty.name)
    return done


@contextmanager
def tending(database: Database, settings: Settings) -> Iterator[None]:
    """Do chores in a thread of their own meanwhile. One that runs at the end is left to its lease."""
    over = threading.Event()
    thread = threading.Thread(target=_tend, args=(database, settings, over), daemon=True, name="chores")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(FAREWELL)


def _tend(database: Database, settings: Settings, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(RegistryError):  # the database is away; there is a next time
            run_due(database, settings, over=over)
        over.wait(POLL_SECONDS)


def _due(database: Database) -> Sequence[Duty]:
    """Return what is due, having given everything that is new its first time. Writes nothing else."""
    with database.read() as session:
        now, rows = moment(session), known(session)
    missing = [duty for duty, row in rows if row is None]
    if missing:
        with suppress(Conflict), database.write() as session:  # another process was first
            session.add_all(Chore(name=duty.name, due_at=duty.after(now)) for duty in missing)
    return [duty for duty, row in rows if row is not None and row.due_at <= now]


def _take(database: Database, duty: Duty, *, asked: bool = False) -> str | None:
    """Lease a chore and return who we are; None where another process has it, or it is not due (any more)."""
    owner = worker_name()
    _due(database)
    with database.write() as session:
        now = moment(session)
        free = or_(col(Chore.leased_until).is_(None), col(Chore.leased_until) <= now)
        ours = update(Chore).where(col(Chore.name) == duty.name, free)
        if not asked:
            ours = ours.where(col(Chore.due_at) <= now)
        taken = session.exec(ours.values(owner=owner, leased_until=now + timedelta(seconds=LEASE)))
        return owner if taken.rowcount else None


def _attend(database: Database, settings: Settings, duty: Duty, owner: str) -> Exception | None:
    """Do a chore, holding its lease meanwhile, and return what it raised."""
    failures: list[Exception] = []

    def do() -> None:
        try:
            duty.run(database, settings)
        except Exception as error:  # whatever is wrong with one chore, the others go on
            failures.append(error)

    thread = threading.Thread(target=do, daemon=True, name=f"chore {duty.name}")
    thread.start()
    while thread.is_alive():
        thread.join(LEASE / 3)
        _extend(database, owner)
    failure = failures[0] if failures else None
    _give_back(database, duty, owner, failure)
    return failure


def _extend(database: Database, owner: str) -> None:
    with suppress(RegistryError), database.write() as session:
        until = moment(session) + timedelta(seconds=LEASE)
        session.exec(update(Chore).where(col(Chore.owner) == owner).values(leased_until=until))


def _give_back(database: Database, duty: Duty, owner: str, failure: Exception | None) -> None:
    if failure is not None:
        log.error("chore %s failed", duty.name, exc_info=failure)
    with suppress(RegistryError), database.write() as session:
        row = session.get_one(Chore, duty.name, with_for_update=True)
        if row.owner != owner:
            return  # our lease ran out, and somebody else has it
        now = moment(session)
        row.owner = row.leased_until = None
        if failure is None:
            row.failures, row.ended_at, row.due_at = 0, now, duty.after(now)
        else:
            row.failures += 1
            row.due_at = now + timedelta(seconds=min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** (row.failures - 1)))
        session.add(row)
