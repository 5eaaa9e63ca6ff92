"""What is in a dump: each file's rows, read as a stream, in one order, of what everybody may know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, select

from livinglab import contract
from livinglab.contract import Visibility, dump
from livinglab.contract.changes import Change
from registry.access.callers import ANONYMOUS
from registry.adoption import listing, naming
from registry.adoption.filters import AdoptionFilters
from registry.catalog import applications
from registry.exchange import changes
from registry.tables import (
    Adoption,
    AdoptionEvent,
    AdoptionStatement,
    AdoptionTerms,
    Application,
    Cohort,
    CohortMember,
    Experience,
    ExperienceVersion,
    FetchCount,
    Publisher,
    Region,
    Release,
)

BATCH = 500  # rows in memory at a time


@dataclass(frozen=True)
class Table:
    """One table of a dump: `rows` yields them as of a day in Jakarta."""

    name: str
    model: type[BaseModel]
    rows: Callable[[Session, date], Iterator[BaseModel]]


def unnamed(session: Session, today: date) -> int:
    """Return how many adoptions may be counted and not be named."""
    return listing.count(session, AdoptionFilters(), caller=ANONYMOUS, today=today).unnamed


def _stream(session: Session, query: Any) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=BATCH))


def _columns(*columns: Any) -> Any:
    return select(*columns)


def _shown(query: Any) -> Any:
    """Narrow a query to what everybody may see: by a query of its own, for that asks for releases as well."""
    shown = select(Application.id).where(
        col(Application.standing).in_(naming.SHOWN_STANDINGS), applications.shown()
    )
    return query.where(col(Application.id).in_(shown.correlate(None)))


def _of_adoptions(table: Any, model: type[BaseModel], **renamed: str) -> Any:
    """Return the query for rows that belong to adoptions, of those that may be named: `model`'s columns.

    Columns and not entities: of these tables there may be millions of rows.
    """
    columns = [getattr(table, renamed.get(name, name)).label(name) for name in model.model_fields]
    return (
        _columns(*columns)
        .join(Adoption, col(Adoption.id) == table.adoption_id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(naming.named())
        .order_by(col(table.id))
    )


def _applications(session: Session, _today: date) -> Iterator[BaseModel]:
    columns = (Application.id, Application.body, Application.standing, Application.created_at)
    for row in _stream(session, _shown(_columns(*columns)).order_by(col(Application.slug))):
        said = contract.Application.model_validate_json(row.body)
        region = said.publisher.region
        yield dump.ApplicationRow(
            **said.model_dump(include=set(dump.ApplicationRow.model_fields) - {"publisher", "standing"}),
            id=row.id,
            publisher=said.publisher.name,
            region_code=region.code if region else None,
            standing=row.standing,
            added_at=row.created_at,
        )


def _releases(session: Session, _today: date) -> Iterator[BaseModel]:
    query = _columns(Application.slug, Release.body).join(
        Release, col(Release.application_id) == Application.id
    )
    for slug, body in _stream(session, _shown(query).order_by(col(Application.slug), col(Release.id))):
        said = contract.Release.model_validate_json(body)
        yield dump.ReleaseRow(
            **said.model_dump(include=set(dump.ReleaseRow.model_fields) - {"license"}),
            application=slug,
            license=said.license.spdx,
            license_usable=said.license.usable,
            yanked_at=said.yanked.at if said.yanked else None,
            yank_reason=said.yanked.reason if said.yanked else None,
        )


def _publishers(session: Session, _today: date) -> Iterator[BaseModel]:
    donating = _shown(_columns(Application.publisher_id))
    query = _columns(Publisher.name, Publisher.region_code, Publisher.organisation_id)
    query = query.where(col(Publisher.id).in_(donating)).order_by(col(Publisher.name))
    for name, region_code, organisation in _stream(session, query):
        yield dump.PublisherRow(name=name, region_code=region_code, organisation=organisation)


def _adoptions(session: Session, today: date) -> Iterator[BaseModel]:
    asked = AdoptionFilters()
    after = 0
    while rows := listing.page(session, asked, caller=ANONYMOUS, today=today, after=after, limit=BATCH):
        shown = listing.summaries(session, rows, today=today)
        for (adoption, _), said in zip(rows, shown, strict=True):
            yield dump.AdoptionRow(
                **said.model_dump(include=set(dump.AdoptionRow.model_fields)),
                region_code=adoption.region_code,
                organisation=adoption.organisation_id,
                in_use_on=adoption.in_use_on,
                commit=adoption.commit,
                fetched_on=adoption.fetched_on,
            )
        after = rows[-1][0].id or 0
        session.expunge_all()


def _events(session: Session, _today: date) -> Iterator[BaseModel]:
    renamed = {"adoption": "adoption_id", "date": "happened_on", "corrects": "corrects_id"}
    query = _of_adoptions(AdoptionEvent, dump.AdoptionEventRow, **renamed)
    for row in _stream(session, query):
        yield dump.AdoptionEventRow.model_validate(row._asdict())


def _statements(session: Session, _today: date) -> Iterator[BaseModel]:
    renamed = {"adoption": "adoption_id", "organisation": "organisation_id"}
    for row in _stream(session, _of_adoptions(AdoptionStatement, dump.StatementRow, **renamed)):
        yield dump.StatementRow.model_validate(row._asdict())


def _terms(session: Session, _today: date) -> Iterator[BaseModel]:
    for row in _stream(session, _of_adoptions(AdoptionTerms, dump.TermsRow, adoption="adoption_id")):
        yield dump.TermsRow.model_validate(row._asdict())


def _experiences(session: Session, _today: date) -> Iterator[BaseModel]:
    query = (
        _columns(ExperienceVersion, Experience.adoption_id)
        .join(Experience, col(Experience.id) == ExperienceVersion.experience_id)
        .join(Adoption, col(Adoption.id) == Experience.adoption_id)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(ExperienceVersion.number == Experience.published_number, naming.named())
        .order_by(col(Experience.id))
    )
    for row, adoption in _stream(session, query):
        yield dump.ExperienceRow.model_validate({**row.model_dump(), "adoption": adoption})
        session.expunge(row)


def _fetch_counts(session: Session, _today: date) -> Iterator[BaseModel]:
    key = (col(Application.slug), col(Release.id), col(FetchCount.day), col(FetchCount.region_code))
    query = (
        _columns(Application.slug, Release.version, FetchCount.day, FetchCount.region_code, FetchCount.count)
        .join(Release, col(Release.application_id) == Application.id)
        .join(FetchCount, col(FetchCount.release_id) == Release.id)
        .where(Application.visibility == Visibility.PUBLIC)
        .order_by(*key)
    )
    for slug, version, day, region_code, count in _stream(session, _shown(query)):
        region = region_code or None
        yield dump.FetchCountRow(application=slug, version=version, day=day, region_code=region, count=count)


def _regions(session: Session, _today: date) -> Iterator[BaseModel]:
    columns = [getattr(Region, name) for name in dump.RegionRow.model_fields]
    for row in _stream(session, _columns(*columns).order_by(col(Region.code))):
        yield dump.RegionRow.model_validate(row._asdict())


def _cohorts(session: Session, _today: date) -> Iterator[BaseModel]:
    columns = [getattr(Cohort, name) for name in dump.CohortRow.model_fields]
    for row in _stream(session, _columns(*columns).order_by(col(Cohort.slug))):
        yield dump.CohortRow.model_validate(row._asdict())


def _members(session: Session, _today: date) -> Iterator[BaseModel]:
    query = _columns(CohortMember).order_by(col(CohortMember.cohort_slug), col(CohortMember.region_code))
    for (row,) in _stream(session, query):
        yield dump.CohortMemberRow.model_validate({**row.model_dump(), "cohort": row.cohort_slug})
        session.expunge(row)


def _changes(session: Session, _today: date) -> Iterator[BaseModel]:
    yield from changes.lines(session)


TABLES = (
    Table("applications", dump.ApplicationRow, _applications),
    Table("releases", dump.ReleaseRow, _releases),
    Table("publishers", dump.PublisherRow, _publishers),
    Table("adoptions", dump.AdoptionRow, _adoptions),
    Table("adoption-events", dump.AdoptionEventRow, _events),
    Table("statements", dump.StatementRow, _statements),
    Table("terms", dump.TermsRow, _terms),
    Table("experiences", dump.ExperienceRow, _experiences),
    Table("fetch-counts", dump.FetchCountRow, _fetch_counts),
    Table("regions", dump.RegionRow, _regions),
    Table("cohorts", dump.CohortRow, _cohorts),
    Table("cohort-members", dump.CohortMemberRow, _members),
    Table("changes", Change, _changes),
)
