"""Search: answers from the index, and the thread that keeps it with the journal."""

import logging
import threading
from contextlib import ExitStack
from dataclasses import dataclass

from livinglab.language import Text
from registry import clock
from registry.catalog.search import answers
from registry.catalog.search.answers import Found
from registry.catalog.search.building import Diverged, catch_up, ensure
from registry.catalog.search.filters import Filters, Sort
from registry.catalog.search.intact import Broken
from registry.catalog.search.journaled import Point, newest
from registry.catalog.search.place import USING, WRITING, Place, held
from registry.catalog.search.snapshot import Generation, Snapshot
from registry.database import Database
from registry.errors import RegistryError, Unavailable
from registry.settings import Settings

FOLLOW_SECONDS = 0.3  # between two looks at the journal
BEHIND_SECONDS = 1.0  # the longest that a search waits for the index to catch up
ABSENT_SECONDS = 10.0  # the longest that it waits for a first index
BUSY_SECONDS = 0.2  # the longest wait for the process that writes just now
RETRY_SECONDS = 5.0  # after something that another try will hardly mend at once

log = logging.getLogger(__name__)


class IndexBuilding(RegistryError):
    """There is no index to answer from yet."""

    status = 503
    title = Text(id="Pencarian sedang disiapkan", en="Search is being prepared")

    def __init__(self) -> None:
        super().__init__(
            Text(
                id="Indeks pencarian sedang dibangun. Coba lagi sebentar, atau lihat /api/v1/applications.",
                en="The search index is being built. Try again shortly, or see /api/v1/applications.",
            )
        )


@dataclass(frozen=True)
class _Reflection:
    """A snapshot, and the newest serial of the journal and the day that it is known to reflect."""

    snapshot: Snapshot
    point: Point
    day: int


class Search:
    """The search of one process. Any number of processes may share a folder; one writes at a time."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._place = Place.of(settings)
        self._generation: Generation | None = None
        self._now: _Reflection | None = None
        self._changed = threading.Condition()
        self._following = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._stuck = False
        self._thread: threading.Thread | None = None
        self._use = ExitStack()

    def start(self) -> None:
        """Begin to follow the journal in a thread of its own."""
        self._use.enter_context(held(self._place.lock(USING), seconds=BUSY_SECONDS, shared=True))
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._use.close()

    def is_ready(self, serial: int) -> bool:
        """Say whether a search at this serial is answered without waiting for anything."""
        return self._now is not None and self._now.point.serial >= serial

    def find(
        self,
        words: str,
        *,
        filters: Filters,
        sort: Sort = "match",
        cursor: str | None,
        limit: int,
        language: str,
        serial: int,
        facets: bool = False,
    ) -> Found:
        """Return a contract.SearchAnswer that reflects at least `serial` if that comes within a second.

        `serial` is the journal's newest as the caller has read it; 0 takes what is there. A cursor goes on
        in the same order as long as the serial is the same. Facets cost more than the hits do, so they are
        counted when asked for. Raises BadCursor, IndexBuilding.
        """
        now = self._reflecting(serial)
        body = answers.search(
            now.snapshot,
            words,
            filters,
            sort=sort,
            cursor=cursor,
            limit=limit,
            language=language,
            serial=now.point.serial,
            facets=facets,
        )
        return Found(body, now.point.serial)

    def similar(self, slug: str, *, limit: int, serial: int) -> Found:
        """Return a contract.Page of the applications most like one. Raises IndexBuilding."""
        now = self._reflecting(serial)
        return Found(answers.similar(now.snapshot, slug, limit), now.point.serial)

    def follow(self) -> bool:
        """Bring the index to the journal's end, building it if need be; return whether it got there."""
        with self._following:
            try:
                return self._follow()
            except Diverged:
                log.warning("the search index is of another history than the database; building it anew")
                self._publish(None)
            except Broken as error:
                log.warning("the search index cannot be used (%s); building it anew", error)
            self._stuck = True  # nobody shall wait a second for what takes a minute
            ensure(self._database, self._place)
            self._stuck = False
            return self._follow()

    def _reflecting(self, serial: int) -> _Reflection:
        now = self._now
        if now is not None and now.point.serial >= serial:
            return now
        if self._thread is None:
            self.follow()
        elif now is None or not self._stuck:
            self._wake.set()
            with self._changed:
                self._changed.wait_for(
                    lambda: self.is_ready(serial), BEHIND_SECONDS if now is not None else ABSENT_SECONDS
                )
        if self._now is None:
            raise IndexBuilding
        return self._now

    def _run(self) -> None:
        pause = self._try_to_follow()
        self._place.sweep_others()
        while not self._stop.is_set():
            self._wake.wait(pause)
            self._wake.clear()
            pause = self._try_to_follow()

    def _try_to_follow(self) -> float:
        """Follow once, and return how long to wait for the next time."""
        try:
            arrived = self.follow()
        except Unavailable:
            self._stuck = True
            return FOLLOW_SECONDS
        except Exception:
            # Whatever it was, the thread must live: without it the index would stand still for good.
            log.exception("the search index could not follow the journal")
            self._stuck = True
            self._stop.wait(RETRY_SECONDS)
            return 0.0
        self._stuck = False
        return FOLLOW_SECONDS if arrived else 0.0

    def _follow(self) -> bool:
        snapshot = self._latest()
        with self._database.read() as session:
            end = newest(session)
        day = clock.date_in_jakarta().toordinal()
        now = self._now
        if now is not None and now.snapshot is snapshot and now.point == end and now.day >= day:
            return True
        if snapshot.point == end and snapshot.state.day >= day:
            self._publish(_Reflection(snapshot, end, snapshot.state.day))
            return True
        with held(self._place.lock(WRITING), seconds=BUSY_SECONDS) as ours:
            if not ours:
                return False
            snapshot = self._latest()
            reached = catch_up(self._database, snapshot, committed=self._publish_latest)
            self._publish(_Reflection(self._latest(), reached, day))
        return True

    def _latest(self) -> Snapshot:
        folder = self._place.current()
        if folder is None:
            raise Broken("there is none")
        if self._generation is None or self._generation.folder != folder:
            self._generation = Generation.open(folder)
        return self._generation.latest()

    def _publish_latest(self) -> None:
        snapshot = self._latest()
        self._publish(_Reflection(snapshot, snapshot.point, snapshot.state.day))

    def _publish(self, reflection: _Reflection | None) -> None:
        with self._changed:
            self._now = reflection
            self._changed.notify_all()
