"""Applications: the list, search, and one application with what belongs to it."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from livinglab import contract
from registry import clock, journal
from registry.adoption import fetches
from registry.api import answers, tables
from registry.api.described import AS_LINKED_DATA, as_linked_data
from registry.api.entitlement import SourceRight
from registry.api.negotiation import Accepted, Medium
from registry.api.search_filters import SearchFilters, SearchSort
from registry.catalog import applications, health, search
from registry.catalog.applications import Filters
from registry.dependencies import (
    CurrentLanguage,
    CurrentSearch,
    CurrentSettings,
    FoundApplication,
    FoundRelease,
    NewestSerial,
    Page,
    PageAsked,
    Reading,
    write_cursor,
)
from registry.errors import BadCursor
from registry.protection.limited import LimitSearch

router = APIRouter(prefix="/api/v1", tags=["applications"])
LONGEST_QUERY = 10_000  # search itself reads eight terms of 64 characters

COLUMNS = (
    *("slug", "name", "publisher", "region", "description_id", "description_en", "categories"),
    *("license", "visibility", "development_status", "software_type", "latest_version", "released_at"),
    *("license_provenance", "fields", "technologies", "deployment"),
)
STANDING = ("last_change", "health", "adopters")

Category = Annotated[str | None, Query(max_length=100, description="a publiccode.yml category")]
RegionFilter = Annotated[
    str | None, Query(pattern=contract.REGION_CODE, description="a province takes in its regencies")
]
LicenseFilter = Annotated[str | None, Query(max_length=200, description="an SPDX expression")]
PublisherFilter = Annotated[str | None, Query(max_length=200)]
Words = Annotated[
    str, Query(alias="q", max_length=LONGEST_QUERY, description="any words, in Indonesian or English")
]


@router.get(
    "/applications",
    response_model=contract.Page[contract.ApplicationSummary],
    responses={**answers.problems(), **tables.AS_TABLE},
)
def list_applications(
    request: Request,
    session: Reading,
    page: Page,
    form: tables.Format,
    category: Category = None,
    region: RegionFilter = None,
    license: LicenseFilter = None,
    publisher: PublisherFilter = None,
) -> Response:
    """List the catalog in the order of slugs."""
    filters = Filters(category=category, region=region, license=license, publisher=publisher)
    rows = applications.find(session, filters, after=page.after_text(), limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].slug if len(rows) > page.limit else None
    if form == "csv":
        cells = (_cells(contract.ApplicationSummary.model_validate_json(row.summary)) for row in shown)
        serial = journal.serial(session)
        return tables.page(request, COLUMNS, cells, serial=serial, next_key=following)
    return answers.page(session, (row.summary for row in shown), next_key=following)


def _cells(summary: contract.ApplicationSummary) -> list[object]:
    return [
        *(summary.slug, summary.name, summary.publisher.name, summary.publisher.region),
        *(summary.description.get("id"), summary.description.get("en"), ", ".join(summary.categories)),
        *(summary.license, summary.visibility, summary.development_status, summary.software_type),
        *(summary.latest_version, summary.released_at, summary.license_provenance),
        *(", ".join(summary.fields), ", ".join(summary.technologies), summary.deployment),
    ]


@router.get(
    "/search",
    response_model=contract.SearchAnswer,
    responses={**answers.problems(429), **tables.AS_TABLE},
    dependencies=[LimitSearch],
)
async def search_applications(
    search_index: CurrentSearch,
    serial: NewestSerial,
    language: CurrentLanguage,
    filters: SearchFilters,
    form: tables.Format,
    words: Words = "",
    sort: SearchSort = "match",
    facets: Annotated[bool, Query(description="count the matches by category, region, license, …")] = False,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> Response:
    """Search names, descriptions, features, categories and donors; typing mistakes are forgiven.

    CSV gives all matches, as far as they can be paged through.
    """
    find = partial(
        search_index.find,
        words,
        filters=filters,
        sort=sort,
        cursor=cursor,
        limit=search.DEEPEST if form == "csv" else limit,
        language=language,
        serial=serial,
        facets=facets and form == "json",
    )
    # Under a millisecond when the index is up to date: less than the way to a thread and back.
    found = find() if search_index.is_ready(serial) else await run_in_threadpool(find)
    if form == "csv":
        return await run_in_threadpool(_table, found)
    return answers.at_serial(found.body, found.serial)


def _table(found: search.Found) -> Response:
    hits = contract.SearchAnswer.model_validate_json(found.body).items
    cells = ([*_cells(hit), hit.last_change, hit.health, hit.adopters] for hit in hits)
    return tables.table("search", [*COLUMNS, *STANDING], cells, serial=found.serial)


@router.get(
    "/applications/{slug}",
    response_model=contract.Application,
    responses={**AS_LINKED_DATA, **answers.problems(404)},
)
def get_application(
    session: Reading,
    application: FoundApplication,
    source: SourceRight,
    accepted: Accepted,
    settings: CurrentSettings,
) -> Response:
    """Show one application: whole to those entitled to its source; as JSON-LD where `Accept` has that."""
    if accepted is Medium.LINKED:
        answer = as_linked_data(session, application, settings)
    elif application.full_body and source.granted:
        answer = answers.private(session, application.full_body)
    else:
        answer = answers.ready(session, application.body)
    answer.headers["Vary"] = "Accept"
    return answer


@router.get(
    "/applications/{slug}/health",
    response_model=contract.Health,
    responses=answers.problems(404),
)
def get_health(session: Reading, application: FoundApplication) -> Response:
    """Tell how alive an application is today, and from what that is reckoned."""
    return answers.of_today(health.health(health.facts(session, application), clock.today()))


@router.get(
    "/applications/{slug}/similar",
    response_model=contract.Page[contract.ApplicationSummary],
    responses=answers.problems(404),
)
def list_similar(
    application: FoundApplication,
    search_index: CurrentSearch,
    serial: NewestSerial,
    limit: Annotated[int, Query(ge=1, le=25)] = 5,
) -> Response:
    """List the applications most like this one, nearest first. There is one page."""
    found = search_index.similar(application.slug, limit=limit, serial=serial)
    return answers.at_serial(found.body, found.serial)


@router.get(
    "/applications/{slug}/releases",
    response_model=contract.Page[contract.Release],
    responses=answers.problems(404),
)
def list_releases(
    session: Reading, application: FoundApplication, source: SourceRight, page: Page
) -> Response:
    """List the releases, newest version first: whole to those entitled to their source."""
    rows = applications.releases(session, application, before=page.after_number(), limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1].position if len(rows) > page.limit else None
    private = source.granted and any(row.full_body for row in shown)
    items = (source.release(row) for row in shown)
    return answers.page(session, items, next_key=following, private=private)


@router.get(
    "/applications/{slug}/releases/{version}",
    response_model=contract.Release,
    responses=answers.problems(404),
)
def get_release(session: Reading, release: FoundRelease, source: SourceRight) -> Response:
    """Show one release; `latest` is the newest published one.

    To those entitled to restricted source its archives are named by signed paths, good for five minutes.
    """
    if release.full_body and source.granted:
        return answers.private(session, source.release(release))
    return answers.ready(session, release.body)


@router.get(
    "/applications/{slug}/releases/{version}/checks",
    response_model=contract.Page[contract.Check],
    responses=answers.problems(401, 403, 404),
)
def list_checks(session: Reading, release: FoundRelease, source: SourceRight, page: Page) -> Response:
    """List what the checks found at one release. Findings are of the source: for those entitled to it."""
    source.require()
    rows = applications.checks(session, release, after=page.after_number() or 0, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = shown[-1][0] if len(rows) > page.limit else None
    items = (finding.model_dump_json() for _, finding in shown)
    return answers.page(session, items, next_key=following, private=source.restricted)


@router.get(
    "/applications/{slug}/releases/{version}/sbom",
    status_code=307,
    response_class=RedirectResponse,
    responses=answers.problems(401, 403, 404),
)
def get_sbom(release: FoundRelease, source: SourceRight) -> RedirectResponse:
    """Lead to the bill of materials of one release (CycloneDX), if its lock files name packages."""
    source.require()
    headers = {"Cache-Control": answers.PRIVATE} if source.restricted else None
    return RedirectResponse(f"/{source.path(applications.sbom(release).path)}", headers=headers)


@router.get(
    "/applications/{slug}/fetches",
    response_model=contract.FetchPage,
    responses={**answers.problems(401, 403, 404), **tables.AS_TABLE},
)
def list_fetches(
    request: Request,
    session: Reading,
    application: FoundApplication,
    source: SourceRight,
    page: Page,
    form: tables.Format,
    response: Response,
    region: RegionFilter = None,
) -> contract.FetchPage | Response:
    """List complete downloads by day, version and region. Counts follow a few seconds behind.

    Which regions fetch an application whose source is not public is told to those alone who may have it.
    """
    if region is not None:
        source.require()
    if source.restricted:
        response.headers["Cache-Control"] = answers.PRIVATE
    rows = fetches.counts(
        session,
        application,
        after=_fetch_key(page),
        limit=page.limit + 1,
        region_code=region,
        by_region=source.granted,
    )
    shown = rows[: page.limit]
    last = shown[-1] if len(rows) > page.limit else None
    following = write_cursor([last.day.isoformat(), last.version, last.region_code or ""]) if last else None
    if form == "csv":
        headers = {**dict(response.headers), **tables.following(request, following)}
        cells = (list(one.model_dump().values()) for one in shown)
        return tables.table("fetches", list(contract.FetchCount.model_fields), cells, headers=headers)
    counted = fetches.total(session, application, region_code=region)
    return contract.FetchPage(items=list(shown), next=following, total=counted)


def _fetch_key(page: PageAsked) -> tuple[date, str, str]:
    after = page.after
    if after is None:
        return (date.min, "", "")
    if not isinstance(after, list) or len(after) != 3 or not all(isinstance(part, str) for part in after):
        raise BadCursor
    try:
        return (date.fromisoformat(after[0]), after[1], after[2])
    except ValueError as error:
        raise BadCursor from error
