"""Selection: which adoptions a statistic counts, and where they are counted already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from sqlmodel import Session, col, select

from livinglab.contract.statistics import Figure
from livinglab.language import Text
from registry.access.callers import ANONYMOUS, Caller
from registry.adoption import listing, months, naming, rollups
from registry.adoption.filters import ADDRESS, PROVINCE, REGENCY, AdoptionFilters
from registry.errors import Invalid
from registry.tables import Application, CohortMember


@dataclass(frozen=True)
class Selection:
    """Which adoptions are counted, for whom, on which day.

    `scopes` are the roll-ups that sum up to them; None: they are few, and counted one by one. `application`
    is set where the filters name one; `is_partial` where the caller may not be told of all its adoptions.
    """

    filters: AdoptionFilters
    caller: Caller
    today: date
    scopes: tuple[str, ...] | None
    application: Application | None = None
    is_partial: bool = False

    @cached_property
    def _named(self) -> dict[str, str]:
        filters = self.filters
        named = {"application": filters.application, "region": filters.region, "cohort": filters.cohort}
        return {name: value for name, value in named.items() if value is not None}

    @property
    def month(self) -> int:
        """The number of the present month."""
        return months.month_of(self.today)

    def figure(self, count: int, **more: Any) -> Figure:
        """Return a figure with the address of the adoptions that it counts: these filters and `more`.

        The address is that of `AdoptionFilters.address`, made here because some answers have thousands.
        """
        asked = {**self._named, **more}
        query = "&".join(f"{name}={_written(value)}" for name, value in asked.items() if value is not None)
        return Figure.model_construct(count=count, records=f"{ADDRESS}?{query}" if query else ADDRESS)

    def adoptions(self, count: int) -> Figure:
        """Return how many there are in any state today; those whose every event was taken back are not."""
        return self.figure(count, on=self.today)

    def narrowed_to(self, region_code: str) -> "Selection":
        """Return a selection whose addresses name a region: what is counted must be known already."""
        return replace(self, filters=replace(self.filters, region=region_code))

    def address(self, path: str, **more: str) -> str:
        """Return the address of another statistic with the same filters and `more`."""
        return f"/api/v1/statistics/{path}?{_query(self.filters, more)}".removesuffix("?")


def choose(
    session: Session,
    *,
    today: date,
    caller: Caller = ANONYMOUS,
    application: str | None = None,
    region: str | None = None,
    cohort: str | None = None,
) -> Selection:
    """Return what filters select. Raises Invalid for a name that nobody has.

    Of an application that the caller may not be told of, only those adoptions are counted that they may: a
    figure for it, region by region, would name its adopters.
    """
    filters = AdoptionFilters(application=application, region=region, cohort=cohort)
    listing.require_known(session, filters)
    _require_large_enough(region)
    found = None
    if application is not None:
        found = session.exec(select(Application).where(Application.slug == application)).one()
    partial = found is not None and not is_whole(session, found, caller)
    scopes = _scopes(session, filters) if found is None else _alone(filters, found, partial=partial)
    return Selection(filters, caller, today, scopes, found, partial)


def is_whole(session: Session, application: Application, caller: Caller) -> bool:
    """Say whether the caller may be told of all adoptions of an application."""
    told = select(Application.id).where(Application.id == application.id, naming.wholly_named(caller))
    return session.exec(told).first() is not None


def _alone(filters: AdoptionFilters, application: Application, *, partial: bool) -> tuple[str, ...] | None:
    """Return the roll-up of an application, None where only a part of it is counted."""
    if partial or filters.region is not None or filters.cohort is not None:
        return None
    return (f"application:{application.id}",)


def _scopes(session: Session, filters: AdoptionFilters) -> tuple[str, ...]:
    """Return the roll-ups of a place, of a cohort, or of a cohort's members in a place."""
    if filters.region is not None and filters.cohort is not None:
        members = select(CohortMember.region_code).where(CohortMember.cohort_slug == filters.cohort)
        inside = members.where(col(CohortMember.region_code).startswith(filters.region))
        return tuple(f"region:{code}" for code in session.exec(inside.order_by("region_code")).all())
    if filters.region is not None:
        return (f"{'province' if len(filters.region) == PROVINCE else 'region'}:{filters.region}",)
    return (f"cohort:{filters.cohort}",) if filters.cohort is not None else (rollups.EVERYTHING,)


def _require_large_enough(region: str | None) -> None:
    if region is not None and len(region) > REGENCY:
        raise Invalid(
            Text(
                id=f"Statistik sampai kabupaten dan kota. Pakailah {region[:REGENCY]}, atau daftar "
                f"/api/v1/adoptions?region={region}.",
                en=f"Statistics go down to regencies and cities. Use {region[:REGENCY]}, or the list "
                f"/api/v1/adoptions?region={region}.",
            ),
            field="region",
        )


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return quote_plus(value) if isinstance(value, str) else str(value)


def _query(filters: AdoptionFilters, more: Mapping[str, str]) -> str:
    return "&".join(part for part in (filters.query(), *(f"{name}={more[name]}" for name in more)) if part)
