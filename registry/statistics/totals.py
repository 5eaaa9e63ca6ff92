"""Totals: the headline figures."""

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import Figure, Totals
from registry.statistics import applications, figures, places, reading
from registry.statistics.selection import Selection
from registry.tables import CohortMember, FetchCount, Release


def totals(session: Session, selection: Selection) -> Totals:
    """Return how many adoptions are in each state, applications in use, regions, and downloads."""
    counted = reading.standing(session, selection)
    return Totals(
        as_of=selection.today,
        applications=_applications(session, selection),
        regions=places.figure(session, selection, showing="recorded"),
        covered=places.figure(session, selection, showing="covered"),
        fetches=_fetches(session, selection),
        **figures.states(selection, counted),
    )


def _applications(session: Session, selection: Selection) -> Figure | None:
    if selection.application is not None:
        return None
    count, _ = applications.count(session, selection, state=State.IN_USE)
    return Figure(count=count, records=selection.address("applications", state=State.IN_USE))


def _fetches(session: Session, selection: Selection) -> int:
    query = select(func.coalesce(func.sum(col(FetchCount.count)), 0)).where(*_told(selection))
    if selection.application is not None:
        query = query.join(Release, col(Release.id) == FetchCount.release_id)
        query = query.where(col(Release.application_id) == selection.application.id)
    return int(session.execute(query).scalar_one())


def _told(selection: Selection) -> list[ColumnElement[bool]]:
    """Return what holds of downloads that told a region among the selected ones."""
    code, region = selection.filters.region, col(FetchCount.region_code)
    made: list[ColumnElement[bool]] = []
    if code is not None:
        made.append((region == code) | region.startswith(f"{code}.", autoescape=True))
    if selection.filters.cohort is not None:
        members = select(col(CohortMember.region_code)).where(
            col(CohortMember.cohort_slug) == selection.filters.cohort
        )
        made.append(func.substr(region, 1, 5).in_(members))
    return made
