"""Building: bring an index up to the journal, or make a new one beside it and swap."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain

import tantivy
from tantivy import FieldType, Query

from registry import clock
from registry.catalog.search import journaled
from registry.catalog.search.documents import STATE, State, document, state_document
from registry.catalog.search.intact import Broken
from registry.catalog.search.journaled import Change, Point
from registry.catalog.search.place import BUILDING, USING, WRITING, Place, held
from registry.catalog.search.snapshot import SCHEMA, Generation, Snapshot, breakage, term, total
from registry.database import Database
from registry.settings import Settings

SMALL_HEAP, LARGE_HEAP = 32 * 2**20, 512 * 2**20  # bytes; a large one makes few segments
LONG = 24 * 3600.0  # seconds to wait for another process that builds; a killed one has let go


class Diverged(Exception):
    """The index reflects a history that the database does not have: it was restored, or is another one."""


def rebuild(database: Database, settings: Settings) -> int:
    """Build the index anew beside the present one, swap, and return how many applications it holds.

    Whoever searches meanwhile is answered by the present one. A kill leaves the present one.
    """
    place = Place.of(settings)
    with held(place.lock(USING), seconds=LONG, shared=True), held(place.lock(BUILDING), seconds=LONG):
        return build(database, place)


def ensure(database: Database, place: Place) -> None:
    """Build an index, unless a whole one of this history is there when our turn comes."""
    with held(place.lock(BUILDING), seconds=LONG):
        if not _is_usable(database, place):
            build(database, place)


def build(database: Database, place: Place) -> int:
    """Build a generation, point to it, sweep the others, and return its size. Needs the lock BUILDING."""
    place.sweep()
    generation = Generation.create(place.begin())
    with database.read() as session:
        start = journaled.newest(session)
    today = clock.date_in_jakarta()
    with _writing(generation, LARGE_HEAP) as writer:
        count = sum(_put(writer, change) for change in _everything(database, today))
        _commit(writer, State(start.serial, start.hash, count, today.toordinal()))
    with held(place.lock(WRITING), seconds=LONG):
        # What changed while we read is in the journal after `start`.
        catch_up(database, generation.latest())
        place.point_to(generation.folder)
    place.sweep()
    return generation.latest().state.documents


def catch_up(
    database: Database, snapshot: Snapshot, *, committed: Callable[[], None] = lambda: None
) -> Point:
    """Apply what changed since `snapshot` and return the moment of the journal that is reached.

    On the first time of a day that is also what changes with the day alone. Nothing is committed where the
    journal went on without touching an application. `committed` is called before tantivy's merges are waited
    for. Needs the lock WRITING and the newest snapshot of the present generation. Raises Diverged, Broken.
    """
    with database.read() as session:
        newest = journaled.newest(session)
        if not journaled.contains(session, snapshot.point):
            raise Diverged
        day = max(clock.date_in_jakarta().toordinal(), snapshot.state.day)
        if newest != snapshot.point or day != snapshot.state.day:
            due = _due(snapshot, day) if day != snapshot.state.day else []
            changes = journaled.changes(session, snapshot.state.serial, due=due, today=date.fromordinal(day))
            _apply(snapshot, newest, day, changes, committed)
    return newest


def _due(snapshot: Snapshot, day: int) -> list[str]:
    """Return the slugs of the documents that no longer hold on a day."""
    over = Query.range_query(SCHEMA, "until", FieldType.Unsigned, 0, day, include_upper=False)
    found = snapshot.searcher.search(over, max(1, snapshot.state.documents), count=False).hits
    return [snapshot.searcher.doc(address)["slug"][0] for _, address in found]


def _apply(
    snapshot: Snapshot, newest: Point, day: int, changes: Iterable[Change], committed: Callable[[], None]
) -> None:
    remaining = iter(changes)
    first = next(remaining, None)
    if first is None:
        return
    with _writing(snapshot.generation, SMALL_HEAP) as writer:
        documents = snapshot.state.documents
        for change in chain([first], remaining):
            documents -= total(snapshot.searcher.search(term("slug", change.slug), 1))
            writer.delete_documents_by_term("slug", change.slug)
            documents += _put(writer, change)
        writer.delete_documents_by_term("kind", STATE)
        _commit(writer, State(newest.serial, newest.hash, documents, day))
        committed()


@contextmanager
def _writing(generation: Generation, heap: int) -> Iterator[tantivy.IndexWriter]:
    """Open tantivy's writer, and close it whatever happens: it holds a lock of its own."""
    with breakage():
        writer = generation.index.writer(heap, 1)
    try:
        yield writer
    except BaseException:
        writer.rollback()
        raise
    finally:
        with breakage():
            writer.wait_merging_threads()


def _everything(database: Database, today: date) -> Iterator[Change]:
    last = 0
    while True:
        # A session a batch: one long reading would hold up the database's own cleaning.
        with database.read() as session:
            batch, last = journaled.everything(session, last, today=today)
        if not batch:
            return
        yield from batch


def _put(writer: tantivy.IndexWriter, change: Change) -> int:
    if change.content is None:
        return 0
    made = document(change.content)
    with breakage():
        writer.add_document(made)
    return 1


def _commit(writer: tantivy.IndexWriter, state: State) -> None:
    with breakage():
        writer.add_document(state_document(state))
        writer.commit()


def _is_usable(database: Database, place: Place) -> bool:
    folder = place.current()
    if folder is None:
        return False
    try:
        point = Generation.open(folder).latest().point
    except Broken:
        return False
    with database.read() as session:
        return journaled.contains(session, point)
