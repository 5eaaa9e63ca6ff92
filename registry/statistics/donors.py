"""Donors: who gives what, and how far it went, as far as the caller may be told.

What one donor gave is few applications, often one: a count over all of them would tell of a single one, so
that only adoptions are counted that the caller may be told of (as `AdoptionFilters.tells_apart` has it).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.language import Text
from registry.access.callers import Caller
from registry.adoption import naming
from registry.errors import NotFound
from registry.statistics.standing import Standing, best
from registry.tables import Adoption, Application, Organisation, Publisher, Region

MOST_WORDS = 8


class Donor(NamedTuple):
    """One donor, with what the catalog lists of it today."""

    publisher: Publisher
    region: Region | None
    organisation: Organisation | None
    applications: int

    @property
    def is_verified(self) -> bool:
        """Whether an organisation that was verified speaks for it."""
        return self.organisation is not None and self.organisation.verified_at is not None


def page(
    session: Session, *, words: str = "", region: str | None = None, after: str = "", limit: int
) -> Sequence[Donor]:
    """Return donors of listed applications after a name, in the order of names."""
    query = _query().where(*_narrower(words, region), col(Publisher.name) > after)
    rows = session.execute(query.order_by(col(Publisher.name)).limit(limit)).all()
    return [Donor(*row) for row in rows]


def count(session: Session, *, words: str = "", region: str | None = None) -> int:
    """Return how many donors there are in all pages."""
    query = select(func.count()).select_from(Publisher).where(_has_any(), *_narrower(words, region))
    return int(session.execute(query).scalar_one())


def get(session: Session, number: int) -> Donor:
    """Return a donor of something that the catalog lists. Raises NotFound."""
    row = session.execute(_query().where(col(Publisher.id) == number)).first()
    if row is None:
        raise NotFound(
            Text(
                id=f"Tidak ada donor nomor {number} di katalog ini. Daftarnya ada di /donors.",
                en=f"This catalog has no donor number {number}. They are listed at /donors.",
            )
        )
    return Donor(*row)


def sums(
    session: Session, numbers: Collection[int], *, caller: Caller, today: date
) -> dict[int, Counter[State]]:
    """Return how many adoptions of what each donor gave are in each state today, by the donor's number."""
    return _counted(session, col(Application.publisher_id), numbers, caller, today)


def by_application(
    session: Session, number: int, *, caller: Caller, today: date
) -> dict[int, Counter[State]]:
    """Return the same of one donor, by the application's number."""
    return _counted(session, col(Application.id), [number], caller, today)


def adopters(session: Session, number: int, *, caller: Caller, today: date) -> list[Standing]:
    """Return the regencies and cities that adopt something of a donor's, each with its best state."""
    counted = _counted(session, col(Adoption.regency_code), [number], caller, today)
    query = select(Region).where(col(Region.code).in_(counted)).order_by(col(Region.code))
    regions = session.execute(query).scalars().all()
    return [Standing(one, best(counted[one.code]), counted[one.code]) for one in regions]


def _query() -> Any:
    """Return a query for (publisher, region, organisation, listed applications) of those that have any."""
    listed = _listed(func.count()).correlate(Publisher).scalar_subquery()
    return (
        select(Publisher, Region, Organisation, listed)
        .outerjoin(Region, col(Region.code) == Publisher.region_code)
        .outerjoin(Organisation, col(Organisation.id) == Publisher.organisation_id)
        .where(_has_any())
    )


def _listed(wanted: Any) -> Any:
    return (
        select(wanted)
        .select_from(Application)
        .where(col(Application.listed), col(Application.publisher_id) == Publisher.id)
    )


def _has_any() -> ColumnElement[bool]:
    found: ColumnElement[bool] = _listed(col(Application.id)).correlate(Publisher).exists()
    return found


def _narrower(words: str, region: str | None) -> Iterator[ColumnElement[bool]]:
    for word in words.lower().split()[:MOST_WORDS]:
        yield func.lower(col(Publisher.name)).contains(word, autoescape=True)
    if region is not None:
        below = col(Publisher.region_code).startswith(f"{region}.", autoescape=True)
        yield (col(Publisher.region_code) == region) | below


def _counted(
    session: Session, key: Any, publishers: Collection[int], caller: Caller, today: date
) -> dict[Any, Counter[State]]:
    group = (key, col(Adoption.state), col(Adoption.expires_on) < today)
    query = (
        select(*group, func.count())
        .select_from(Application)
        .join(Adoption, col(Adoption.application_id) == Application.id)
        .where(
            col(Application.listed).in_([True, False]),  # the index by publisher begins with this column
            col(Application.publisher_id).in_(publishers),
            col(Adoption.state) != State.NONE,
            naming.named(caller),
        )
        .group_by(*group)
    )
    made: dict[Any, Counter[State]] = defaultdict(Counter)
    for value, state, lapsed, number in session.execute(query).all():
        made[value][State.LAPSED if lapsed and state == State.IN_USE else State(state)] += number
    return made
