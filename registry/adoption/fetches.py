"""Count complete downloads: collected in memory, written in batches, never in a download's way.

One download counts for each client network, release, named region and day in Jakarta, however often it is
repeated, resumed, or sent to another process. No address is kept: see docs/decisions/experiences.md.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, literal, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, func, select

from livinglab.contract import FetchCount as Counted
from registry import clock, journal
from registry.adoption import records
from registry.adoption.filters import REGENCY
from registry.keys import Keys
from registry.tables import Adoption, Application, Archive, FetchCount, Region, Release, SeenFetch

AT_ONCE = 500  # downloads that one statement takes
MOST_TAKEN = 5000  # downloads that one transaction takes
MOST_WAITING = 100_000  # downloads kept in memory while the database is away
LATE = timedelta(minutes=10)  # a batch may be written so long after its day
DIGEST_SIGNS = 32  # 128 bits


class Download(NamedTuple):
    """One download that ended. `visitor` is a keyed digest of the client's network, of this day alone."""

    day: date
    sha256: str
    region_code: str
    visitor: str


class Batch(NamedTuple):
    """What is to be written; `begun` names a day that began since the batch before."""

    downloads: frozenset[Download]
    begun: date | None

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.downloads) or self.begun is not None


class Fetches:
    """Downloads that ended since the last batch. A killed process loses one batch of counts, nothing else."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._lock = Lock()
        self._waiting: set[Download] = set()
        self._day: date | None = None

    def add(self, sha256: str, region_code: str, *, network: str) -> None:
        """Count one download of the archive `sha256`, ended now, by a client of `network`."""
        day = clock.date_in_jakarta()
        key = self._keys.derived(f"fetches of {day.isoformat()}")
        visitor = hmac.digest(key, network.encode(), "sha256").hex()
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.add(Download(day, sha256, region_code, visitor))

    def take(self) -> Batch:
        """Take what waits, at most as much as is written in a moment."""
        ended = _newest_ended_day()
        with self._lock:
            taken = frozenset(islice(self._waiting, MOST_TAKEN))
            self._waiting -= taken
            begun = None if ended == self._day else ended
            self._day = ended
        return Batch(taken, begun)

    def put_back(self, taken: Batch) -> None:
        """Put back what could not be written."""
        with self._lock:
            self._waiting.update(taken.downloads)
            self._day = None if taken.begun else self._day


def write(session: Session, taken: Batch) -> None:
    """Add a batch to the counts, each download once. Forgets who was seen on days that are over.

    A region that does not exist counts as the next one above it that does, else as not told.
    """
    if taken.downloads:
        journal.hold(session)  # as recorders do: else two writers could wait for each other crosswise
    for downloads in _chunks(taken.downloads):
        counts = _first_seen(session, _placed(session, downloads))
        _add(session, counts)
        _tell_adoptions(session, counts)
    session.execute(delete(SeenFetch).where(col(SeenFetch.day) <= _newest_ended_day()))


def total(session: Session, application: Application, *, region_code: str | None = None) -> int:
    """Return how many complete downloads of an application were counted, of all or those in a region."""
    query = select(func.sum(FetchCount.count)).join(Release, col(Release.id) == FetchCount.release_id)
    query = query.where(Release.application_id == application.id, *_within(region_code))
    return session.exec(query).one() or 0


def counts(
    session: Session,
    application: Application,
    *,
    after: tuple[date, str, str],
    limit: int,
    region_code: str | None = None,
    by_region: bool = True,
) -> Sequence[Counted]:
    """Return counts by (day, version, region), in that order, after the given key.

    Without `by_region` by day and version alone, for those who may not know which regions fetch.
    """
    region: Any = col(FetchCount.region_code) if by_region else literal("")
    key = (col(FetchCount.day), col(Release.version), region)
    query = (
        select(*key, func.sum(FetchCount.count))
        .select_from(FetchCount)
        .join(Release, col(Release.id) == FetchCount.release_id)
        .where(Release.application_id == application.id, *_within(region_code))
        .where(
            (key[0] > after[0])
            | ((key[0] == after[0]) & (key[1] > after[1]))
            | ((key[0] == after[0]) & (key[1] == after[1]) & (region > after[2]))
        )
    )
    rows = session.execute(query.group_by(*key[: 3 if by_region else 2]).order_by(*key).limit(limit)).all()
    return [
        Counted(version=version, region_code=code or None, day=day, count=count)
        for day, version, code, count in rows
    ]


def _within(region_code: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that a count belongs to a region or one within it; none without a region."""
    if region_code is None:
        return []
    named = col(FetchCount.region_code)
    return [or_(named == region_code, named.startswith(f"{region_code}.", autoescape=True))]


def _newest_ended_day() -> date:
    """Return the last day for which no batch comes any more."""
    return (clock.now() - LATE).astimezone(clock.JAKARTA).date() - timedelta(days=1)


def _chunks(downloads: Collection[Download]) -> Iterator[list[Download]]:
    left = iter(sorted(downloads))
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk


class Placed(NamedTuple):
    """What a download is counted for."""

    release_id: int
    day: date
    region_code: str


def _placed(session: Session, downloads: Sequence[Download]) -> dict[tuple[date, str], Placed]:
    """Return by (day, digest) what the downloads count for; of what no release has, nothing."""
    releases = _releases(session, {one.sha256 for one in downloads})
    known = _regions(session, {one.region_code for one in downloads})
    found = {}
    for one in downloads:
        if one.sha256 in releases:
            placed = Placed(releases[one.sha256], one.day, known.get(one.region_code, ""))
            thing = f"{placed.release_id} {placed.region_code}".encode()
            digest = hmac.digest(bytes.fromhex(one.visitor), thing, "sha256").hex()[:DIGEST_SIGNS]
            found[one.day, digest] = placed
    return found


def _first_seen(session: Session, placed: Mapping[tuple[date, str], Placed]) -> Counter[Placed]:
    """Note who was seen, and return how much of it is new. The table decides between processes."""
    if not placed:
        return Counter()
    rows = [{"day": day, "digest": digest} for day, digest in sorted(placed)]
    statement = _insert(session, SeenFetch).on_conflict_do_nothing()
    new = session.execute(statement.returning(SeenFetch.day, SeenFetch.digest), rows).all()
    return Counter(placed[day, digest] for day, digest in new)


def _add(session: Session, counts: Counter[Placed]) -> None:
    if not counts:
        return
    insert = _insert(session, FetchCount)
    summed = {"count": col(FetchCount.count) + insert.excluded.count}
    rows = [{**placed._asdict(), "count": count} for placed, count in sorted(counts.items())]
    key = ["release_id", "day", "region_code"]
    session.execute(insert.on_conflict_do_update(index_elements=key, set_=summed), rows)


def _tell_adoptions(session: Session, counts: Collection[Placed]) -> None:
    """Let those adoptions know of a download of their region that know of none, or of a later one."""
    query = select(Release.id, Release.application_id).where(
        col(Release.id).in_({placed.release_id for placed in counts})
    )
    applications = dict(session.exec(query).all())
    named = {(applications[one.release_id], one.region_code, one.day) for one in counts if one.region_code}
    waiting = _without_fetch(session, named) if named else set()
    for application_id, region_code, day in sorted(named):
        if (application_id, region_code[:REGENCY]) in waiting:
            records.note_fetch(session, application_id, region_code, day)


def _without_fetch(session: Session, named: Collection[tuple[int, str, date]]) -> set[tuple[int, str]]:
    """Return the applications and regencies with adoptions that one of these downloads may be news to."""
    first = min(day for _, _, day in named)
    regency = func.substr(col(Adoption.region_code), 1, REGENCY)
    query = select(Adoption.application_id, regency).where(
        col(Adoption.application_id).in_({application for application, _, _ in named}),
        regency.in_({code[:REGENCY] for _, code, _ in named}),
        col(Adoption.fetched_on).is_(None) | (col(Adoption.fetched_on) > first),
    )
    return set(session.exec(query.distinct()).all())


def _insert(session: Session, table: type[SQLModel]) -> Any:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return (postgresql if on_postgresql else sqlite).insert(table)


def _releases(session: Session, digests: Collection[str]) -> dict[str, int]:
    """Return the release of each archive: a history is fetched beside a snapshot, not instead."""
    query = select(Archive.sha256, func.min(Archive.release_id)).where(
        col(Archive.sha256).in_(digests), Archive.kind != "history"
    )
    return dict(session.exec(query.group_by(Archive.sha256)).all())


def _regions(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Return for each code the region that it counts for: itself, or the nearest above that we know."""
    lines = {code: [code[:length] for length in (13, 8, 5, 2) if length <= len(code)] for code in codes}
    asked = {code for line in lines.values() for code in line}
    known = set(session.exec(select(Region.code).where(col(Region.code).in_(asked))).all())
    return {code: next((one for one in line if one in known), "") for code, line in lines.items()}
