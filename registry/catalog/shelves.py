"""Shelves: where the files of an application lie, and moving them when that changes."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session, col, select

from livinglab.contract import Visibility
from registry import clock
from registry.catalog import bodies, entries
from registry.catalog.store import Store, archive_name, bill_name, entry_name, quarantined_name
from registry.database import Database
from registry.errors import RegistryError
from registry.tables import Application, Archive, Move, Release

LOOK_SECONDS = 1.0  # between two looks at what others, or a process that was killed, have left
BATCH = 40  # files a transaction
AT_ONCE = 8  # files on their way, where the store is a bucket at the other end of a network
ENTRY = "applications/"
HIDDEN, SHOWN = ("review", "quarantined"), ("open", "retired")  # standings
# One carrier at a time, so that a file that moves twice ends where it was sent last. SQLite's write lock
# does the same by itself.
LOCK = text("SELECT pg_advisory_xact_lock(7401353)")

log = logging.getLogger("livinglab.registry")


def hide(session: Session, application: Application) -> None:
    """Have every file of an application taken away, except what others show as well.

    Call it after the journal's row is written: from there on nobody else's change comes between.
    """
    restricted = _is_restricted(application)
    shown = _names_of_others(session, application, *SHOWN, restricted=restricted)
    for name in sorted(_names(session, _releases(session, application), restricted=restricted) - shown):
        send(session, name, quarantined_name(name))
    renew(session, application.slug)


def bring_back(session: Session, application: Application) -> None:
    """Have every file of an application put where it was."""
    releases = _releases(session, application)
    for name in sorted(_names(session, releases, restricted=_is_restricted(application))):
        send(session, quarantined_name(name), name)
    renew(session, application.slug)


def settle(session: Session, application: Application, versions: Sequence[str], *, hidden_yet: bool) -> None:
    """Have the files of releases that a visit brought put where the application's standing wants them.

    `hidden_yet` says where the visit has put them, by the standing as it was when it began. Call it
    after the journal's row is written.
    """
    brought = [one for one in _releases(session, application) if one.version in versions]
    restricted = _is_restricted(application)
    names = _names(session, brought, restricted=restricted)
    if application.standing in HIDDEN:
        shown = _names_of_others(session, application, *SHOWN, restricted=restricted)
        moves = [] if hidden_yet else [(name, quarantined_name(name)) for name in names - shown]
    else:
        # Another application may have been taken away with this very file while we visited.
        others = _names_of_others(session, application, *HIDDEN, restricted=restricted)
        gone = names if hidden_yet else names & others
        moves = [(quarantined_name(name), name) for name in gone]
    for taken_from, put_at in sorted(moves):
        send(session, taken_from, put_at)


def reshelve(
    session: Session, application: Application, versions: Sequence[str], *, restricted: bool, hidden: bool
) -> None:
    """Have the files of releases put on the restricted shelf, or on the public one, from the other.

    What another application has public stays there: signed paths are looked for there as well. `hidden` says
    whether they lie among what nobody may have.
    """
    ours = [one for one in _releases(session, application) if one.version in versions]
    kept = _names_of_others(session, application, *SHOWN, restricted=False) if restricted else set()
    for name in sorted(_names(session, ours, restricted=False) - kept):
        places = [f"restricted/{name}", name]
        here, there = [quarantined_name(one) for one in places] if hidden else places
        send(session, *((there, here) if restricted else (here, there)))


def send(session: Session, taken_from: str, put_at: str) -> None:
    """Have a file moved once this transaction is kept."""
    session.add(Move(taken_from=taken_from, put_at=put_at, created_at=clock.now()))


def renew(session: Session, slug: str) -> None:
    """Have the static entry of an application written, or removed, as the catalog has it then."""
    session.add(Move(taken_from=entry_name(slug), put_at=None, created_at=clock.now()))


def carry_out(database: Database, store: Store) -> bool:
    """Move what waits, oldest first, and return whether nothing waits any more.

    Safe to repeat and to run anywhere at any time; what fails stays and is tried again later.
    """
    try:
        last = 0
        while (reached := _carry(database, store, last)) is not None:
            last = reached
        return not _waits(database)
    except RegistryError as error:
        log.warning("files wait to be moved: %s", error)
        return False


@contextmanager
def carrying(database: Database, store: Store) -> Iterator[None]:
    """Move what waits, again and again, in a thread of its own as long as the block runs."""
    over = threading.Event()

    def carry() -> None:
        while not over.wait(LOOK_SECONDS):
            try:
                carry_out(database, store)
            except Exception:
                # Whatever it was, the thread must live: without it nothing would be hidden any more.
                log.exception("files could not be moved")

    thread = threading.Thread(target=carry, name="shelves", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _waits(database: Database) -> bool:
    with database.read() as session:
        return session.exec(select(Move.id).limit(1)).first() is not None


def _carry(database: Database, store: Store, after: int) -> int | None:
    """Carry one batch of those after a number, and return the number of its last; None: there were none."""
    if not _waits(database):
        return None
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(LOCK)
        rows = session.exec(
            select(Move).where(col(Move.id) > after).order_by(col(Move.id)).limit(BATCH)
        ).all()
        for wave in _waves(rows):
            _move(session, store, wave)
    return rows[-1].id if rows else None


def _waves(rows: Sequence[Move]) -> Iterator[list[Move]]:
    """Cut moves so that none in a piece has to wait for another: they may be on their way together."""
    piece: list[Move] = []
    names: set[str | None] = set()
    for row in rows:
        its = {row.taken_from, row.put_at} - {None}
        if its & names:
            yield piece
            piece, names = [], set()
        piece.append(row)
        names |= its
    yield piece


def _move(session: Session, store: Store, rows: Sequence[Move]) -> None:
    """Move these files and forget those that are where they belong."""
    contents = {row.taken_from: _entry(session, row) for row in rows if row.put_at is None}

    def carry(row: Move) -> bool:
        try:
            _move_one(store, row, contents.get(row.taken_from))
        except (RegistryError, OSError) as error:
            log.warning("%s could not be moved and is tried again: %s", row.taken_from, error)
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as carriers:
        carried = list(carriers.map(carry, rows))
    for row, done in zip(rows, carried, strict=True):
        if done:
            session.delete(row)


def _move_one(store: Store, row: Move, content: bytes | None) -> None:
    if row.put_at is not None:
        store.move(row.taken_from, row.put_at)
    elif content is not None:
        store.put_bytes(row.taken_from, content)
    else:
        store.remove(row.taken_from)


def _entry(session: Session, row: Move) -> bytes | None:
    """Return what a static entry holds now; None for any other file, which can be made again."""
    if not row.taken_from.startswith(ENTRY):
        return None
    return entries.entry(session, row.taken_from.removeprefix(ENTRY).removesuffix(".json"))


def _is_restricted(application: Application) -> bool:
    return application.visibility != Visibility.PUBLIC


def _names(session: Session, releases: Sequence[Release], *, restricted: bool) -> set[str]:
    """Return the names that bundles and bills of releases have in the store when they may be had."""
    digests = select(Archive.sha256).where(col(Archive.release_id).in_([one.id for one in releases]))
    names = {archive_name(digest, restricted=restricted) for digest in session.exec(digests.distinct())}
    bills = (bodies.whole_release(release).sbom for release in releases)
    return names | {bill_name(bill.sha256, restricted=restricted) for bill in bills if bill}


def _names_of_others(
    session: Session, application: Application, *standings: str, restricted: bool
) -> set[str]:
    """Return the names of files that other applications of these standings have in common with this one.

    Names say what the content is: who donates the same tree twice has one bundle. Such releases have one
    bill too, if their address and version are the same.
    """
    ours = select(Archive.sha256).join(Release, col(Release.id) == Archive.release_id)
    ours = ours.where(Release.application_id == application.id)
    having = select(Release.application_id).join(Archive, col(Archive.release_id) == Release.id)
    others = select(Application).where(
        Application.id != application.id,
        col(Application.id).in_(having.where(col(Archive.sha256).in_(ours))),
        col(Application.standing).in_(standings),
        (col(Application.visibility) != Visibility.PUBLIC) == restricted,
    )
    names: set[str] = set()
    for other in session.exec(others).all():
        names |= _names(session, _releases(session, other), restricted=restricted)
    return names


def _releases(session: Session, application: Application) -> Sequence[Release]:
    return session.exec(select(Release).where(Release.application_id == application.id)).all()
