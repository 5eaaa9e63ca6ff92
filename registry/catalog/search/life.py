"""Life: what the index keeps of an application besides its own words: health, last change, who uses it.

They change with the day alone: health falls with silence, a confirmation runs out. So each document says how
long it holds, and on the first look of a new day those that no longer do are written anew (`building`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from livinglab.contract.adoptions import State
from registry.catalog.health import bands
from registry.catalog.health.known import facts_of
from registry.catalog.health.score import health
from registry.tables import Adoption

# Days after which a document is written anew in any case: a visit that finds new commits but no release
# changes health without a row in the journal.
LONGEST = 7


@dataclass(frozen=True)
class Life:
    """How an application stands on a day. `score` is None where too little is known."""

    band: bands.Band
    score: int | None
    last_change: datetime | None
    adopters: int
    provinces: tuple[str, ...]
    holds_until: date


@dataclass(frozen=True)
class _Use:
    adopters: int = 0
    provinces: tuple[str, ...] = ()
    until: date = date.max


def read(session: Session, application_ids: Sequence[int], today: date) -> dict[int, Life]:
    """Return how applications stand on a day, by their numbers. Adoptions are those in use on that day."""
    facts = facts_of(session, application_ids)
    used = _used(session, application_ids, today)
    now = datetime.combine(today, time(), UTC)
    made = {}
    for number in application_ids:
        known, use = facts[number], used.get(number, _Use())
        score = health(known, now).score
        # Spread by number, so that not all of a new index is due on one day.
        days = bands.days_in_band(known, now, most=1 + number % LONGEST)
        made[number] = Life(
            band=bands.band(score),
            score=score,
            last_change=known.last_change,
            adopters=use.adopters,
            provinces=use.provinces,
            holds_until=min(use.until, today + timedelta(days=days)),
        )
    return made


def _used(session: Session, application_ids: Sequence[int], today: date) -> Mapping[int, _Use]:
    key = (col(Adoption.application_id), col(Adoption.province_code))
    query = (
        select(*key, func.count(), func.min(Adoption.expires_on))
        .where(
            col(Adoption.application_id).in_(application_ids),
            col(Adoption.state) == State.IN_USE,
            col(Adoption.expires_on) >= today,
        )
        .group_by(*key)
        .order_by(*key)
    )
    made: dict[int, _Use] = defaultdict(_Use)
    for number, province, count, until in session.exec(query).all():
        so_far = made[number]
        made[number] = _Use(
            so_far.adopters + count,
            (*so_far.provinces, *([province] if province else [])),
            min(so_far.until, until or date.max),
        )
    return made
