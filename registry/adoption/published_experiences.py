"""Published experiences, as lists give them: with how many there are, of which some are not named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from livinglab.contract import experiences as wire
from registry.access.callers import Caller
from registry.adoption import experiences, naming
from registry.adoption.filters import AdoptionFilters, conditions
from registry.adoption.listing import Count
from registry.tables import Adoption, Application, Experience, ExperienceVersion


@dataclass(frozen=True)
class ExperienceFilters:
    """What a list of experiences is narrowed to; None narrows nothing."""

    application: str | None = None
    region: str | None = None  # a province takes in its regencies
    cohort: str | None = None
    counted: bool | None = None  # whether savings are computed from it: it states both sums

    @property
    def of_adoptions(self) -> AdoptionFilters:
        """What must hold of the adoptions."""
        return AdoptionFilters(application=self.application, region=self.region, cohort=self.cohort)


def page(
    session: Session, filters: ExperienceFilters, *, caller: Caller, today: date, after: int, limit: int
) -> Sequence[tuple[int, wire.Experience]]:
    """Return (number, experience) after a number, of what is published and may be named."""
    query = _published(select(Adoption, Application, Experience, ExperienceVersion), filters, today)
    query = query.where(naming.named(caller), col(Experience.id) > after)
    rows = session.execute(query.order_by(col(Experience.id)).limit(limit)).all()
    about = experiences.about(session, [(row.Adoption, row.Application) for row in rows])
    counts = experiences.published_counts(session, [row.Experience for row in rows])
    return [
        (number := row.Experience.id, _shown(one, row.ExperienceVersion, versions=counts[number]))
        for row, one in zip(rows, about, strict=True)
    ]


def count(session: Session, filters: ExperienceFilters, *, caller: Caller, today: date) -> Count:
    """Count what matches. With an application named, only what the caller may be told of."""
    named = naming.named(caller)
    query = _published(select(func.count(), func.count().filter(named)), filters, today)
    total, told = session.execute(query).one()
    apart = filters.of_adoptions.tells_apart
    return Count(told if apart else total, 0 if apart else total - told)


def states_both() -> ColumnElement[bool]:
    """Return what holds of a version from which savings are computed (docs/decisions/experiences.md)."""
    return col(ExperienceVersion.rupiah).is_not(None) & col(ExperienceVersion.alternative_rupiah).is_not(None)


def _published(query: Any, filters: ExperienceFilters, today: date) -> Any:
    query = (
        query.select_from(Experience)
        .join(Adoption, col(Adoption.id) == Experience.adoption_id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .join(
            ExperienceVersion,
            (col(ExperienceVersion.experience_id) == Experience.id)
            & (col(ExperienceVersion.number) == Experience.published_number),
        )
        .where(*conditions(filters.of_adoptions, today=today))
    )
    if filters.counted is None:
        return query
    return query.where(states_both() if filters.counted else ~states_both())


def _shown(about: dict[str, Any], row: ExperienceVersion, *, versions: int) -> wire.Experience:
    return wire.Experience(**about, published=experiences.shown(row, whole=False), versions=versions)
