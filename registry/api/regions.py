"""Regions of Indonesia."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from livinglab import contract
from livinglab.contract.adoptions import State
from livinglab.contract.region_states import RegionState, RegionStatePage
from registry import clock, journal, regions
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.api.statistics import ApplicationFilter, RegionFilter
from registry.dependencies import CurrentCaller, Page, Reading, write_cursor
from registry.protection.limited import LimitReading
from registry.statistics import selection, standing
from registry.statistics.standing import Standing
from registry.tables import Region

router = APIRouter(prefix="/api/v1", tags=["regions"])


@router.get(
    "/regions",
    response_model=contract.Page[contract.Region],
    responses={**answers.problems(), **tables.AS_TABLE},
)
def list_regions(
    request: Request,
    session: Reading,
    page: Page,
    form: tables.Format,
    words: Annotated[str, Query(alias="q", max_length=100, description="part of the name")] = "",
    kind: Literal["province", "regency", "city", "district", "village"] | None = None,
    parent: Annotated[str | None, Query(pattern=contract.REGION_CODE)] = None,
) -> Response:
    """List regions in the order of their codes."""
    rows = regions.find(
        session,
        words=words.replace("\0", " "),
        kind=kind,
        parent=parent,
        after=page.after_text(),
        limit=page.limit + 1,
    )
    shown = rows[: page.limit]
    following = shown[-1].code if len(rows) > page.limit else None
    if form == "csv":
        cells = (list(_show(row).model_dump().values()) for row in shown)
        serial = journal.serial(session)
        return tables.page(
            request, list(contract.Region.model_fields), cells, serial=serial, next_key=following
        )
    return answers.page(session, (_show(row).model_dump_json() for row in shown), next_key=following)


@router.get(
    "/regions/states",
    response_model=RegionStatePage,
    responses={**answers.problems(401), **tables.AS_TABLE},
    dependencies=[LimitReading],
)
def list_states(
    session: Reading,
    caller: CurrentCaller,
    page: Page,
    sheet: AsSheet,
    application: ApplicationFilter = None,
    region: RegionFilter = None,
    state: Annotated[State | None, Query(description="those whose best state this is, alone")] = None,
) -> Response:
    """List regencies and cities with the best state of what they adopt. CSV gives them all."""
    chosen = selection.choose(
        session, today=clock.date_in_jakarta(), caller=caller, application=application, region=region
    )
    found = standing.of_regencies(session, chosen)
    matching = [one for one in found if state is None or one.state is state]
    after, limit = page.after_text(), len(matching) if sheet.is_csv else page.limit
    rest = [one for one in matching if one.region.code > after]
    items = [_stands(one) for one in rest[:limit]]
    following = write_cursor(items[-1].region.code) if len(rest) > limit else None
    body = RegionStatePage(items=items, next=following, total=len(matching))
    return sheet.answer("region-states", body, RegionState, items)


@router.get("/regions/{code}", response_model=contract.Region, responses=answers.problems(404))
def get_region(session: Reading, code: Annotated[str, Path(pattern=contract.REGION_CODE)]) -> Response:
    """Show one region."""
    return answers.model(session, _show(regions.get(session, code)))


def _show(region: Region) -> contract.Region:
    return contract.Region.model_validate(region.model_dump(exclude={"folded"}))


def _stands(one: Standing) -> RegionState:
    return RegionState(
        region=contract.RegionBrief(code=one.region.code, name=one.region.name),
        parent_code=one.region.parent_code,
        population=one.region.population,
        state=one.state,
        adoptions=one.counted.total(),
        in_use=one.counted[State.IN_USE],
    )
