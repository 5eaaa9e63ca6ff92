"""Filters: which adoptions are meant. Lists, statistics, feeds and the command line mean the same by them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, func, not_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select

from livinglab.contract import ReleaseStatus
from livinglab.contract.adoptions import Stage, State
from registry.adoption import months, states
from registry.adoption.tallies import SHOWS_AFTER, STEP_NAMES
from registry.tables import Adoption, AdoptionEvent, AdoptionPeriod, Application, CohortMember, Release

ADDRESS = "/api/v1/adoptions"
PROVINCE, REGENCY = len("32"), len("32.16")
NO_STEP = "none"  # for `stopped_after`: stopped before any step was recorded


@dataclass(frozen=True)
class AdoptionFilters:
    """What a list of adoptions is narrowed to: all that is named must hold, None narrows nothing.

    Fields are named as the query parameters of `GET /api/v1/adoptions`. Months are written as 2026-11.
    Each says which figure of the statistics it lists: measures are those of `tallies.Tally`.
    """

    application: str | None = None  # its slug
    region: str | None = None  # a province takes in its regencies, cities and all below them
    cohort: str | None = None  # of a region, or in one, that stands in the cohort
    organisation: int | None = None  # the number of who records
    state: State | None = None  # today, or on the day `on`
    on: date | None = None  # alone: in any state on that day
    version: str | None = None  # the one in use as far as known; empty: not told
    stage: Stage | None = None  # has an effective event of this stage (`had:STAGE`)
    stage_month: str | None = None  # ... that happened in this month (`stage:STAGE`)
    step: str | None = None  # recorded this step of the funnel (`step:STEP`)
    through: str | None = None  # recorded this step or a later one (`through:STEP`)
    stopped_after: str | None = None  # stopped now, this step the furthest by then (`stopped-after:STEP`)
    entered: State | None = None  # was ever in this state (`entered:STATE`)
    month: str | None = None  # ... and came to it in this month
    first: bool | None = None  # ... for the first time (`first:STATE`)
    new_month: str | None = None  # its first event is of this month (`new`)
    due: int | None = None  # went live so many years ago, so that it shows by now who kept it (`due:YEARS`)
    kept: int | None = None  # ... and was in use after those years (`kept:YEARS`)
    behind: bool | None = None  # a newer version than the one in use is published

    @property
    def tells_apart(self) -> bool:
        """Whether a count of the matches would say something of one single application.

        With such a filter only those adoptions are counted that the caller may be told of.
        """
        return self.application is not None or self.version is not None or self.behind is not None

    def query(self) -> str:
        """Return the filters as the query of an address, empty where nothing is narrowed."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode({name: _written(value) for name, value in values.items() if value is not None})

    def address(self) -> str:
        """Return where the adoptions that match are listed."""
        query = self.query()
        return f"{ADDRESS}?{query}" if query else ADDRESS


def conditions(filters: AdoptionFilters, *, today: date) -> list[ColumnElement[bool]]:
    """Return what must hold of an adoption, for a query that selects from `Adoption`."""
    return [
        *_of_place(filters),
        *_of_state(filters, today),
        *_of_events(filters),
        *_of_periods(filters),
        *_of_retention(filters, today),
        *_of_versions(filters),
    ]


def in_state(state: State, *, today: date) -> ColumnElement[bool]:
    """Return what holds of an adoption that is in a state today: what was in use may have lapsed since."""
    if state is State.LAPSED:
        return (col(Adoption.state) == State.IN_USE) & (col(Adoption.expires_on) < today)
    if state is State.IN_USE:
        return (col(Adoption.state) == State.IN_USE) & (col(Adoption.expires_on) >= today)
    return col(Adoption.state) == state


def within(region_code: str) -> ColumnElement[bool]:
    """Return what holds of the adoptions of a region and of all that lies in it."""
    if len(region_code) == PROVINCE:
        return col(Adoption.province_code) == region_code
    if len(region_code) == REGENCY:
        return col(Adoption.regency_code) == region_code
    below = col(Adoption.region_code).startswith(f"{region_code}.", autoescape=True)
    return (col(Adoption.regency_code) == region_code[:REGENCY]) & (
        (col(Adoption.region_code) == region_code) | below
    )


def _written(value: object) -> str:
    return "true" if value is True else "false" if value is False else str(value)


def _of_place(filters: AdoptionFilters) -> Iterator[ColumnElement[bool]]:
    if filters.application is not None:
        named = select(Application.id).where(Application.slug == filters.application)
        yield col(Adoption.application_id) == named.scalar_subquery()
    if filters.region is not None:
        yield within(filters.region)
    if filters.cohort is not None:
        members = select(CohortMember.region_code).where(
            CohortMember.cohort_slug == filters.cohort,
            func.length(CohortMember.region_code) == REGENCY,  # as `rollups.scopes` counts them
        )
        yield col(Adoption.regency_code).in_(members)
    if filters.organisation is not None:
        yield col(Adoption.organisation_id) == filters.organisation


def _of_state(filters: AdoptionFilters, today: date) -> Iterator[ColumnElement[bool]]:
    if filters.on is not None:
        yield _on(filters.state, filters.on)
    elif filters.state is not None:
        yield in_state(filters.state, today=today)


def _on(state: State | None, day: date) -> ColumnElement[bool]:
    """Return what holds of an adoption that was in a state on a day, in any for None."""
    begun = (col(AdoptionPeriod.adoption_id) == Adoption.id) & (col(AdoptionPeriod.since) <= day)
    if state is State.NONE:
        return ~exists().where(begun)
    if state is None:
        return exists().where(begun)
    going_on = col(AdoptionPeriod.until).is_(None) | (col(AdoptionPeriod.until) > day)
    return exists().where(begun, going_on, col(AdoptionPeriod.state) == state)


def _of_events(filters: AdoptionFilters) -> Iterator[ColumnElement[bool]]:
    if filters.stage is not None:
        yield _recorded(frozenset({filters.stage}))
    if filters.stage is not None and filters.stage_month is not None:
        yield col(Adoption.id).in_(_in_a_month(filters.stage, filters.stage_month))
    if filters.step is not None:
        yield _recorded(dict(states.STEPS)[filters.step])
    if filters.through is not None:
        yield col(Adoption.furthest) > STEP_NAMES.index(filters.through)
    if filters.stopped_after is not None:
        yield _stopped_after(filters.stopped_after)


def _recorded(stages: frozenset[Stage]) -> ColumnElement[bool]:
    """Return what holds of an adoption with an effective event of one of these stages."""
    return col(Adoption.stages).op("&")(states.bits(stages)) != 0


def _in_a_month(stage: Stage, month: str) -> Any:
    """Return a query for the adoptions with an effective event of a stage in a month."""
    later = aliased(AdoptionEvent)
    return select(AdoptionEvent.adoption_id).where(
        AdoptionEvent.stage == stage,
        *_in_month(col(AdoptionEvent.happened_on), month),
        ~exists().where(col(later.corrects_id) == AdoptionEvent.id).correlate(AdoptionEvent),
    )


def _stopped_after(step: str) -> ColumnElement[bool]:
    """Return what holds of an adoption that is stopped after a step: no event of it comes after the stop."""
    furthest = 0 if step == NO_STEP else STEP_NAMES.index(step) + 1
    return and_(col(Adoption.state) == State.STOPPED, col(Adoption.furthest) == furthest)


def _of_periods(filters: AdoptionFilters) -> Iterator[ColumnElement[bool]]:
    if filters.entered is not None:
        came = select(AdoptionPeriod.adoption_id).where(
            AdoptionPeriod.state == filters.entered,
            *_in_month(col(AdoptionPeriod.since), filters.month),
            *([col(AdoptionPeriod.first).is_(True)] if filters.first else []),
        )
        yield col(Adoption.id).in_(came)  # a month has few of them, and the index of periods leads to those
    if filters.new_month is not None:
        yield and_(*_in_month(col(Adoption.first_on), filters.new_month))


def _in_month(day: Mapped[Any], month: str | None) -> Iterator[ColumnElement[bool]]:
    if month is not None:
        number = months.read(month)
        yield day >= months.first_day(number)
        yield day <= months.last_day(number)


def _of_retention(filters: AdoptionFilters, today: date) -> Iterator[ColumnElement[bool]]:
    """The same as `tallies._of_retention`, at the end of the month of `today`."""
    for years in (filters.due, filters.kept):
        if years is not None:
            latest = months.month_of(today) - 12 * years - SHOWS_AFTER
            yield col(Adoption.in_use_on) < months.first_day(latest + 1)
    if filters.kept is not None:
        yield col(Adoption.kept_years).op("&")(1 << filters.kept) != 0


def _of_versions(filters: AdoptionFilters) -> Iterator[ColumnElement[bool]]:
    if filters.version is not None:
        yield col(Adoption.version) == filters.version if filters.version else col(Adoption.version).is_(None)
    if filters.behind is not None:
        yield _is_behind() if filters.behind else not_(_is_behind())


def _is_behind() -> ColumnElement[bool]:
    mine, newer = aliased(Release), aliased(Release)
    return exists().where(
        col(mine.application_id) == Adoption.application_id,
        col(mine.version) == Adoption.version,
        col(newer.application_id) == Adoption.application_id,
        col(newer.position) > mine.position,
        col(newer.status) == ReleaseStatus.PUBLISHED,
        col(newer.yanked_at).is_(None),
    )
