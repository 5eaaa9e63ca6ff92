"""Statistics: every figure with the list of what it counts; each also as CSV."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from livinglab import contract
from livinglab.contract import statistics as wire
from livinglab.contract.adoptions import State
from registry import clock
from registry.adoption import months
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.dependencies import CurrentCaller, Page, Reading, write_cursor
from registry.protection.limited import LimitReading
from registry.statistics import (
    applications,
    cohorts,
    coverage,
    funnel,
    places,
    retention,
    savings,
    selection,
    series,
    stages,
    totals,
    versions,
)
from registry.statistics.places import Showing
from registry.statistics.selection import Selection

router = APIRouter(prefix="/api/v1/statistics", tags=["statistics"], dependencies=[LimitReading])
RESPONSES = {**answers.problems(401), **tables.AS_TABLE}
WHOLE = 50_000  # rows of a CSV file
MONTH = r"^[12]\d{3}-(0[1-9]|1[0-2])$"
COHORT = r"^[a-z0-9][a-z0-9-]{0,59}$"

ApplicationFilter = Annotated[str | None, Query(pattern=contract.SLUG, description="its slug")]
RegionFilter = Annotated[
    str | None,
    Query(pattern=contract.REGION_CODE, description="a province, regency or city, with all that lies in it"),
]
CohortFilter = Annotated[str | None, Query(pattern=COHORT, description="its slug")]
Month = Annotated[str | None, Query(pattern=MONTH, description="such as 2026-11")]


def _of_all(
    session: Reading,
    caller: CurrentCaller,
    application: ApplicationFilter = None,
    region: RegionFilter = None,
    cohort: CohortFilter = None,
) -> Selection:
    return selection.choose(
        session,
        today=clock.date_in_jakarta(),
        caller=caller,
        application=application,
        region=region,
        cohort=cohort,
    )


def _of_places(
    session: Reading, caller: CurrentCaller, region: RegionFilter = None, cohort: CohortFilter = None
) -> Selection:
    return _of_all(session, caller, None, region, cohort)


def _of_provinces(
    session: Reading,
    caller: CurrentCaller,
    application: ApplicationFilter = None,
    cohort: CohortFilter = None,
) -> Selection:
    return _of_all(session, caller, application, None, cohort)


def _of_experiences(
    session: Reading,
    caller: CurrentCaller,
    application: ApplicationFilter = None,
    region: RegionFilter = None,
) -> Selection:
    return _of_all(session, caller, application, region, None)


def _of_application(
    session: Reading,
    caller: CurrentCaller,
    application: Annotated[str, Query(pattern=contract.SLUG, description="its slug")],
    region: RegionFilter = None,
    cohort: CohortFilter = None,
) -> Selection:
    return _of_all(session, caller, application, region, cohort)


def _of_cohort(
    session: Reading, caller: CurrentCaller, slug: Annotated[str, Path(pattern=COHORT)]
) -> Selection:
    cohorts.require(session, slug)
    return _of_all(session, caller, None, None, slug)


Chosen = Annotated[Selection, Depends(_of_all)]
ChosenPlaces = Annotated[Selection, Depends(_of_places)]
ChosenForProvinces = Annotated[Selection, Depends(_of_provinces)]
ChosenExperiences = Annotated[Selection, Depends(_of_experiences)]
ChosenApplication = Annotated[Selection, Depends(_of_application)]
ChosenCohort = Annotated[Selection, Depends(_of_cohort)]


@router.get("/totals", response_model=wire.Totals, responses=RESPONSES)
def show_totals(session: Reading, chosen: Chosen, sheet: AsSheet) -> Response:
    """Show how many adoptions are in each state today, and the other headline figures."""
    body = totals.totals(session, chosen)
    return sheet.answer("totals", body, wire.Totals, [body])


@router.get("/applications", response_model=wire.ApplicationPage, responses=RESPONSES)
def list_applications(
    session: Reading, chosen: ChosenPlaces, page: Page, sheet: AsSheet, state: State | None = None
) -> Response:
    """List applications with their states; `state`: those with something in it today. CSV gives them all."""
    limit = WHOLE if sheet.is_csv else page.limit
    body = applications.page(session, chosen, state=state, after=page.after_text(), limit=limit)
    return sheet.answer("applications", _with_cursor(body), wire.ByApplication, body.items)


@router.get("/regions", response_model=wire.RegionPage, responses=RESPONSES)
def list_regions(
    session: Reading, chosen: Chosen, page: Page, sheet: AsSheet, showing: Showing = "all"
) -> Response:
    """List regencies and cities with their states; `showing` chooses some. CSV gives them all."""
    limit = WHOLE if sheet.is_csv else page.limit
    body = places.page(session, chosen, showing=showing, after=page.after_text(), limit=limit)
    return sheet.answer("regions", _with_cursor(body), wire.ByRegion, body.items)


@router.get("/provinces", response_model=wire.RegionPage, responses=RESPONSES)
def list_provinces(session: Reading, chosen: ChosenForProvinces, sheet: AsSheet) -> Response:
    """List all provinces with their states, in one page."""
    body = places.provinces(session, chosen)
    return sheet.answer("provinces", body, wire.ByRegion, body.items)


@router.get("/stages", response_model=wire.Stages, responses=RESPONSES)
def show_stages(session: Reading, chosen: Chosen, sheet: AsSheet, month: Month = None) -> Response:
    """Show how many adoptions recorded each stage, ever or in one month."""
    body = stages.stages(session, chosen, month=_month(month))
    return sheet.answer("stages", body, wire.StageCount, body.stages)


@router.get("/versions", response_model=wire.Versions, responses=RESPONSES)
def show_versions(session: Reading, chosen: ChosenApplication, sheet: AsSheet) -> Response:
    """Show which versions of one application are in use today."""
    body = versions.of_application(session, chosen)
    return sheet.answer("versions", body, wire.ByVersion, body.versions)


@router.get("/behind", response_model=wire.Behind, responses=RESPONSES)
def show_behind(session: Reading, chosen: Chosen, sheet: AsSheet) -> Response:
    """Show how many versions behind those in use are."""
    body = versions.behind(session, chosen)
    return sheet.answer("behind", body, wire.BehindCount, body.distribution)


@router.get("/months", response_model=wire.Months, responses=RESPONSES)
def show_months(
    session: Reading,
    chosen: Chosen,
    sheet: AsSheet,
    since: Annotated[str | None, Query(alias="from", pattern=MONTH, description="first month")] = None,
    to: Annotated[
        str | None, Query(pattern=MONTH, description="last month; the present one if absent")
    ] = None,
) -> Response:
    """Show month by month what was new, active, went live, lapsed and stopped; the last twelve if unsaid."""
    body = series.series(session, chosen, since=_month(since), to=_month(to))
    return sheet.answer("months", body, wire.MonthPoint, body.months)


@router.get("/funnel", response_model=wire.Funnel, responses=RESPONSES)
def show_funnel(session: Reading, chosen: Chosen, sheet: AsSheet) -> Response:
    """Show how many came how far from interest to in use, with the median days between."""
    body = funnel.funnel(session, chosen)
    return sheet.answer("funnel", body, wire.FunnelStep, body.steps)


@router.get("/coverage", response_model=wire.Coverage, responses=RESPONSES)
def show_coverage(session: Reading, chosen: Chosen, sheet: AsSheet) -> Response:
    """Show how many of the 514 regencies and cities use something, by province and by population."""
    body = coverage.coverage(session, chosen)
    return sheet.answer("coverage", body, wire.ProvinceShare, body.provinces)


@router.get("/retention", response_model=wire.Retention, responses=RESPONSES)
def show_retention(session: Reading, chosen: Chosen, sheet: AsSheet) -> Response:
    """Show how much was in use still after one to ten years."""
    body = retention.retention(session, chosen)
    return sheet.answer("retention", body, wire.RetentionYear, body.years)


@router.get("/savings", response_model=wire.Savings, responses=RESPONSES)
def show_savings(session: Reading, chosen: ChosenExperiences, sheet: AsSheet) -> Response:
    """Show what published experiences say was saved, and how that is computed."""
    body = savings.savings(session, chosen)
    return sheet.answer("savings", body, wire.Savings, [body])


@router.get("/cohorts", response_model=contract.Page[wire.CohortBrief], responses=RESPONSES)
def list_cohorts(session: Reading, page: Page, sheet: AsSheet) -> Response:
    """List the named sets of regions that signed something together."""
    limit = WHOLE if sheet.is_csv else page.limit
    rows = cohorts.brief(session, after=page.after_text(), limit=limit + 1)
    following = write_cursor(rows[limit - 1].slug) if len(rows) > limit else None
    body = contract.Page[wire.CohortBrief](items=list(rows[:limit]), next=following)
    return sheet.answer("cohorts", body, wire.CohortBrief, rows[:limit])


@router.get(
    "/cohorts/{slug}", response_model=wire.Cohort, responses={**answers.problems(401, 404), **tables.AS_TABLE}
)
def get_cohort(session: Reading, chosen: ChosenCohort, sheet: AsSheet) -> Response:
    """Show how many of those that signed follow through, with what, since when, and where it stopped."""
    body = cohorts.one(session, chosen)
    return sheet.answer(f"cohort-{body.slug}", body, wire.CohortMember, body.members)


def _with_cursor(page: wire.ApplicationPage | wire.RegionPage) -> wire.ApplicationPage | wire.RegionPage:
    return page.model_copy(update={"next": write_cursor(page.next)}) if page.next else page


def _month(written: str | None) -> int | None:
    return None if written is None else months.read(written)
