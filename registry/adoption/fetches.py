"""Count complete downloads: collected in memory, written in batches, never in a download's way."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from threading import Lock

from sqlmodel import Session, col, func, select

from livinglab.contract import FetchCount as Counted
from registry import clock
from registry.tables import Application, Archive, FetchCount, Region, Release


class Fetches:
    """Downloads that ended since the last batch. A killed process loses one batch of counts, nothing else."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: Counter[tuple[str, date, str]] = Counter()

    def add(self, sha256: str, region_code: str) -> None:
        """Count one download of the archive `sha256`, ended now."""
        with self._lock:
            self._waiting[sha256, clock.date_in_jakarta(), region_code] += 1

    def take(self) -> Counter[tuple[str, date, str]]:
        """Take all that waits."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
            return taken

    def put_back(self, taken: Counter[tuple[str, date, str]]) -> None:
        """Put back what could not be written."""
        with self._lock:
            self._waiting.update(taken)


def write(session: Session, taken: Counter[tuple[str, date, str]]) -> None:
    """Add a batch to the counts. A region that does not exist counts as not told."""
    for (sha256, day, region_code), count in sorted(taken.items()):
        found = session.get(Region, region_code) if region_code else None
        region = found.code if found else ""
        releases = (
            select(Archive.release_id).where(Archive.sha256 == sha256, Archive.kind != "history").limit(1)
        )
        release_id = session.exec(releases).first()
        if release_id is None:
            continue
        row = session.get(FetchCount, (release_id, day, region), with_for_update=True)
        row = row or FetchCount(release_id=release_id, day=day, region_code=region, count=0)
        row.count += count
        session.add(row)
        session.flush()


def total(session: Session, application: Application) -> int:
    """Return how many complete downloads of an application were counted."""
    query = select(func.sum(FetchCount.count)).join(Release, col(Release.id) == FetchCount.release_id)
    return session.exec(query.where(Release.application_id == application.id)).one() or 0


def counts(
    session: Session, application: Application, *, after: tuple[date, str, str], limit: int
) -> Sequence[Counted]:
    """Return counts by (day, version, region), in that order, after the given key."""
    key = (col(FetchCount.day), col(Release.version), col(FetchCount.region_code))
    rows = session.exec(
        select(FetchCount, Release.version)
        .join(Release, col(Release.id) == FetchCount.release_id)
        .where(Release.application_id == application.id)
        .where(
            (key[0] > after[0])
            | ((key[0] == after[0]) & (key[1] > after[1]))
            | ((key[0] == after[0]) & (key[1] == after[1]) & (key[2] > after[2]))
        )
        .order_by(*key)
        .limit(limit)
    ).all()
    return [
        Counted(version=version, region_code=row.region_code or None, day=row.day, count=row.count)
        for row, version in rows
    ]
