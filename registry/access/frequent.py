"""What happens too often to be written down each time: counted in memory, shared when it grows."""

import math
import threading
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field

from pyrate_limiter import InMemoryBucket, RateItem
from sqlmodel import Session, col, select

from registry import clock
from registry.access.limits import Limit, Limits, Reached, Standing, standings
from registry.database import Database
from registry.tables import Attempt

MOST_SEATS = 10_000
SHARED_EVERY = 1.0  # seconds


@dataclass
class _Seat:
    """One somebody at one limit, as this process has seen them."""

    limit: Limit
    bucket: InMemoryBucket
    unwritten: list[int] = field(default_factory=list)

    def counts(self, now: int) -> list[int]:
        """Return what each rate counts now; the items are in the order of time."""
        items = self.bucket.items
        starts = (now - rate.interval for rate in self.limit.rates)
        return [len(items) - bisect_left(items, start, key=lambda item: item.timestamp) for start in starts]

    def is_busy(self, now: int) -> bool:
        """Whether half of the limit is used: from there on other processes hear of it."""
        rate = self.limit.rates[-1]
        recent = sum(item.timestamp >= now - rate.interval for item in self.bucket.items)
        return recent * 2 >= rate.limit


class Frequent:
    """Limits without a transaction each time.

    Whoever uses less than half of a limit in one process costs the database nothing. Beyond that the
    process writes what they did, and reads what they did elsewhere, once a second. So P processes let
    through at most the limit and (P - 1) halves of it, and what arrives within that second.
    """

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits
        self._seats: OrderedDict[str, _Seat] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def has_seats(self) -> bool:
        """Whether anybody was counted within the last windows."""
        return bool(self._seats)

    def take(self, limit: Limit, whom: str) -> list[Standing]:
        """Count one, and return what is left. Raises Reached with the seconds to wait."""
        key, now = self._limits.key(limit, whom), _now()
        with self._lock:
            seat = self._seat(key, limit)
            item = RateItem(key, now)
            seat.bucket.leak(now)
            if not seat.bucket.put(item):
                raise Reached(max(1, math.ceil(_wait(seat.bucket, item) / 1000)), limit)
            seat.unwritten.append(now)
            return standings(limit, seat.counts(now))

    def share(self) -> int:
        """Write what the busy did and read what they did elsewhere; return how many are busy."""
        now = _now()
        with self._lock:
            busy = self._busy(now)
            taken = {key: seat.unwritten for key, seat in busy.items()}
            for seat in busy.values():
                seat.unwritten = []
        if not busy:
            return 0
        with self._database.write() as session:
            session.add_all(Attempt(bucket=key, at=at) for key, ats in taken.items() for at in ats)
            session.flush()
            seen = {
                key: _rows(session, key, now - seat.limit.rates[-1].interval) for key, seat in busy.items()
            }
        with self._lock:
            for key, seat in busy.items():
                ats = sorted([*seen[key], *seat.unwritten])
                seat.bucket.items = [RateItem(key, at) for at in ats]
        return len(busy)

    def _seat(self, key: str, limit: Limit) -> _Seat:
        seat = self._seats.pop(key, None) or _Seat(limit, InMemoryBucket(list(limit.rates)))
        self._seats[key] = seat  # the newest at the end
        if len(self._seats) > MOST_SEATS:
            self._seats.popitem(last=False)
        return seat

    def _busy(self, now: int) -> dict[str, _Seat]:
        """Return who is busy, and forget who has been quiet for the whole window."""
        for key, seat in list(self._seats.items()):
            start = now - seat.limit.rates[-1].interval
            seat.unwritten = [at for at in seat.unwritten if at >= start]
            if not seat.bucket.items or seat.bucket.items[-1].timestamp < start:
                del self._seats[key]
        return {key: seat for key, seat in self._seats.items() if seat.is_busy(now) and seat.unwritten}


def _wait(bucket: InMemoryBucket, item: RateItem) -> int:
    wait = bucket.waiting(item)
    return wait if isinstance(wait, int) else 0  # only asynchronous buckets return anything else


def _rows(session: Session, key: str, since: int) -> list[int]:
    return list(session.exec(select(Attempt.at).where(Attempt.bucket == key, col(Attempt.at) >= since)))


def _now() -> int:
    return int(clock.now().timestamp() * 1000)
