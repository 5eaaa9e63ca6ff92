"""Limits: how often somebody may try. Counted in the database: they hold across processes and restarts."""

import hashlib
import hmac
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyrate_limiter import Duration, Rate, RateItem
from sqlalchemy import delete
from sqlmodel import Session, col, select

from registry import clock
from registry.access.buckets import RowsBucket, lock
from registry.database import Database
from registry.errors import TooMany
from registry.keys import Keys
from registry.tables import Attempt

MOST_CLOSED = 10_000
KNOWN_FOR = 90 * Duration.DAY.value  # ms that an account's place stays known without a sign-in from there


@dataclass(frozen=True)
class Limit:
    """So many within so long, for each whom it counts. docs/operations.md has them as a table."""

    name: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True)
class Standing:
    """What somebody has left of one rate of a limit, once this attempt is counted."""

    name: str
    quota: int
    window: int  # seconds, in which the quota comes back wholly
    left: int
    seconds: int  # until more is there: the whole window, or how long to wait


class Reached(TooMany):
    """A limit is reached; `limit` is the one, with none left."""

    def __init__(self, seconds: int, limit: Limit) -> None:
        super().__init__(seconds)
        self.limit = limit


def standings(limit: Limit, counts: Sequence[int], *, seconds: int | None = None) -> list[Standing]:
    """Return how somebody stands with each rate, given what is counted; `seconds` if they must wait."""
    found = []
    for number, (rate, count) in enumerate(zip(limit.rates, counts, strict=True)):
        window = rate.interval // 1000
        name = limit.name if number == 0 else f"{limit.name}-{window}"
        left = max(0, rate.limit - count)
        found.append(Standing(name, rate.limit, window, left, window if seconds is None else seconds))
    return found


def _limit(name: str, *rates: tuple[int, int]) -> Limit:
    return Limit(name, tuple(Rate(count, seconds * 1000) for count, seconds in rates))


MINUTE, HOUR, DAY = 60, 3600, 86_400
SIGN_IN_PLACE = _limit("sign-in-place", (10, 15 * MINUTE), (50, DAY))
SIGN_IN_ACCOUNT = _limit("sign-in-account", (20, 15 * MINUTE), (100, DAY))
SIGN_IN_ADDRESS = _limit("sign-in-address", (30, 5 * MINUTE), (300, DAY))
SIGN_IN_ALL = _limit("sign-in-all", (1000, 5 * MINUTE))
CODE_PLACE = _limit("code-place", (5, 5 * MINUTE), (30, DAY))
CODE_ACCOUNT = _limit("code-account", (10, 15 * MINUTE), (50, DAY))
LINK = _limit("link", (30, HOUR), (100, DAY))
MAIL_TO = _limit("mail-to", (3, 15 * MINUTE), (10, DAY))
MAIL_BY = _limit("mail-by", (20, HOUR), (50, DAY))
MAIL_ALL = _limit("mail-all", (300, HOUR))
FOUNDING = _limit("founding", (20, HOUR), (40, DAY))
CONFIRM = _limit("confirm", (10, 15 * MINUTE), (50, DAY))
DEVICE_START = _limit("device-start", (20, 10 * MINUTE))
DEVICE_CODE = _limit("device-code", (20, 10 * MINUTE), (100, DAY))
PROVIDER = _limit("provider", (60, 10 * MINUTE))
PIPELINE = _limit("pipeline", (60, 10 * MINUTE))
BAD_TOKEN = _limit("bad-token", (60, 5 * MINUTE))
SUBMISSION_CALLER = _limit("submission-caller", (30, HOUR), (200, DAY))
SUBMISSION_ORGANISATION = _limit("submission-organisation", (60, HOUR), (400, DAY))
KNOWN = _limit("known", (1, KNOWN_FOR // 1000))
RECORD = _limit("record", (600, HOUR))
SEARCH = _limit("search", (60, 10))
READING = _limit("reading", (300, 10))
DEVICE_POLL = _limit("device-poll", (120, MINUTE))
EVERY = (
    *(SIGN_IN_PLACE, SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, SIGN_IN_ALL, CODE_PLACE, CODE_ACCOUNT),
    *(LINK, MAIL_TO, MAIL_BY, MAIL_ALL, FOUNDING, CONFIRM, DEVICE_START, DEVICE_CODE),
    *(PROVIDER, PIPELINE, BAD_TOKEN, SUBMISSION_CALLER, SUBMISSION_ORGANISATION, KNOWN, SEARCH, DEVICE_POLL),
    *(RECORD, READING),
)
Demand = tuple[Limit, str]


class Limits:
    """The limits of one registry. Never call it while a write session of your own is open: it opens one."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._secret = keys.derived("limits")
        self._closed: dict[str, float] = {}

    def take(self, *demands: Demand) -> list[Standing]:
        """Count one attempt against all of these, or none, and return what is left of them.

        Raises Reached with the seconds to wait.
        """
        keys = {self.key(limit, whom): limit for limit, whom in demands}
        self._refuse_closed(keys)
        left = []
        with self._database.write() as session:
            lock(session, list(keys))
            now = _now()
            for key, limit in keys.items():
                left += self._put(RowsBucket(session, key, limit.rates), key, limit, now)
        return left

    def sign_in(self, account: str, network: str) -> None:
        """Count a try with a password, before it is looked at. Raises TooMany.

        Who tries from where the account signed in before is counted by themselves alone: whoever fills the
        account's limit from elsewhere does not lock its owner out (the trouble of PyPI's TOB-PYPI26-5).
        """
        place = _place(account, network)
        self.take((SIGN_IN_PLACE, place), *self._elsewhere(account, network))

    def code(self, person: str, network: str) -> None:
        """Count a try with a second factor, after the right password. Raises TooMany."""
        place = _place(person, network)
        strange = () if self._is_known(place) else ((CODE_ACCOUNT, person),)
        self.take((CODE_PLACE, place), *strange)

    def welcome(self, account: str, person: str, network: str) -> None:
        """Note that somebody signed in wholly: their tries count no more, and their place is known.

        `account` is what they typed, `person` who they turned out to be.
        """
        given_back = [*self._elsewhere(account, network), (CODE_ACCOUNT, person)]
        places = (_place(account, network), _place(person, network))
        for limit, place in ((SIGN_IN_PLACE, places[0]), (CODE_PLACE, places[1])):
            self._closed.pop(self.key(limit, place), None)
        with self._database.write() as session:
            self._bucket(session, SIGN_IN_PLACE, places[0]).flush()
            self._bucket(session, CODE_PLACE, places[1]).flush()
            for limit, whom in given_back:
                self._bucket(session, limit, whom).drop_newest()
            for place in places:
                known = self._bucket(session, KNOWN, place)
                known.flush()
                known.put(RateItem(place, _now()))

    def key(self, limit: Limit, whom: str) -> str:
        """Return the bucket's name: nobody reads from it whom it counts."""
        digest = hmac.digest(self._secret, f"{limit.name}\n{whom}".encode(), hashlib.sha256)
        return f"{limit.name}:{digest.hex()[:40]}"

    def purge(self) -> int:
        """Remove what no limit counts any more; return how many rows that were."""
        now = _now()
        with self._database.write() as session:
            removed = 0
            for limit in EVERY:
                past = col(Attempt.at) < now - limit.rates[-1].interval
                ours = col(Attempt.bucket).startswith(f"{limit.name}:", autoescape=True)
                removed += session.exec(delete(Attempt).where(ours, past)).rowcount
        return removed

    def _elsewhere(self, account: str, network: str) -> Sequence[Demand]:
        if self._is_known(_place(account, network)):
            return ()
        return ((SIGN_IN_ACCOUNT, account), (SIGN_IN_ADDRESS, network), (SIGN_IN_ALL, ""))

    def _is_known(self, place: str) -> bool:
        query = select(Attempt.id).where(Attempt.bucket == self.key(KNOWN, place))
        with self._database.read() as session:
            found = session.exec(query.where(col(Attempt.at) >= _now() - KNOWN_FOR).limit(1)).first()
        return found is not None

    def _bucket(self, session: Session, limit: Limit, whom: str) -> RowsBucket:
        return RowsBucket(session, self.key(limit, whom), limit.rates)

    def _put(self, bucket: RowsBucket, key: str, limit: Limit, now: int) -> list[Standing]:
        if bucket.put(RateItem(key, now)):
            return standings(limit, [count + 1 for count in bucket.counts])
        seconds = max(1, math.ceil(bucket.wait / 1000))
        if len(self._closed) >= MOST_CLOSED:
            self._closed.clear()
        self._closed[key] = time.monotonic() + seconds
        raise Reached(seconds, limit)

    def _refuse_closed(self, keys: Mapping[str, Limit]) -> None:
        """Refuse from memory what is known to be full: a flood must not make every refusal a transaction."""
        for key, limit in keys.items():
            left = self._closed.get(key, 0.0) - time.monotonic()
            if left > 0:
                raise Reached(math.ceil(left), limit)


def _place(account: str, network: str) -> str:
    return f"{account}\n{network}"


def _now() -> int:
    return int(clock.now().timestamp() * 1000)
