"""Buckets: pyrate-limiter's sliding windows over rows of the database, which every process sees."""

import hashlib
from collections.abc import Sequence

from pyrate_limiter import AbstractBucket, Rate, RateItem
from sqlalchemy import ColumnElement, delete, func, text
from sqlmodel import Session, col, select

from registry import clock
from registry.tables import Attempt


class RowsBucket(AbstractBucket):
    """One limit for one somebody. Made for one transaction, and thrown away with it."""

    is_async = False

    def __init__(self, session: Session, key: str, rates: Sequence[Rate]) -> None:
        self.rates = list(rates)
        self._session = session
        self._key = key
        self.counts: list[int] = []  # what each rate counted before the last item
        self.wait = 0  # ms until the item that was refused last would fit

    def put(self, item: RateItem) -> bool:
        """Add an item if each rate has room for it; `wait` says for how long it has not."""
        self.counts = [self._since(self._algorithm.window_start(rate, item.timestamp)) for rate in self.rates]
        decision = self._algorithm.decide(self.rates, self.counts, item.weight, item.timestamp, self._at)
        if decision.allowed:
            rows = [Attempt(bucket=self._key, at=item.timestamp) for _ in range(item.weight)]
            self._session.add_all(rows)
            self._session.flush()
        self.wait = decision.retry_after_ms or 0
        return self._record(item, decision)

    def leak(self, current_timestamp: int | None = None) -> int:
        """Remove what no rate counts any more; return how many items that were."""
        now = int(clock.now().timestamp() * 1000) if current_timestamp is None else current_timestamp
        past = col(Attempt.at) < self._algorithm.leak_bound(self.rates, now)
        return self._session.exec(delete(Attempt).where(self._ours(), past)).rowcount

    def flush(self) -> None:
        """Remove every item."""
        self._session.exec(delete(Attempt).where(self._ours()))
        self.failing_rate = None
        self._last_wait = None

    def count(self) -> int:
        """Return how many items are there, those past included."""
        return self._since(0)

    def peek(self, index: int) -> RateItem | None:
        """Return the item at an index, counted from the newest."""
        at = self._at(index)
        return None if at is None else RateItem(self._key, at)

    def drop_newest(self) -> None:
        """Remove the newest item: what was tried turned out to be right."""
        newest = select(func.max(Attempt.id)).where(self._ours()).scalar_subquery()
        self._session.exec(delete(Attempt).where(col(Attempt.id) == newest))

    def _ours(self) -> ColumnElement[bool]:
        return col(Attempt.bucket) == self._key

    def _since(self, moment: int) -> int:
        query = select(func.count()).select_from(Attempt).where(self._ours(), col(Attempt.at) >= moment)
        return self._session.exec(query).one()

    def _at(self, offset: int) -> int | None:
        query = select(Attempt.at).where(self._ours())
        newest_first = query.order_by(col(Attempt.at).desc(), col(Attempt.id).desc())
        return self._session.exec(newest_first.offset(offset).limit(1)).first()


def lock(session: Session, keys: Sequence[str]) -> None:
    """Let nobody else count these keys until the transaction ends.

    SQLite has one writer at a time. On PostgreSQL two transactions would else both see the last place
    free. Sorted, so that two of them cannot wait for each other.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for key in sorted(keys):
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
