"""The SPBE index by region and year, as KemenPANRB published it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from livinglab import contract
from livinglab.contract import spbe_index as wire
from registry import regions
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.dependencies import Page, PageAsked, Reading, write_cursor
from registry.errors import BadCursor
from registry.spbe_index import assessments, shown

router = APIRouter(prefix="/api/v1", tags=["spbe index"])
WHOLE = 5_000  # rows of a CSV file: all of them
Year = Annotated[int | None, Query(ge=2018, le=2100, description="of this year alone", examples=[2024])]
RegionFilter = Annotated[
    str | None, Query(pattern=contract.REGION_CODE, description="a province takes in all that lies in it")
]


@router.get(
    "/spbe-index",
    response_model=contract.Page[wire.Assessment],
    responses={**answers.problems(401), **tables.AS_TABLE},
)
def list_assessments(
    session: Reading, page: Page, sheet: AsSheet, year: Year = None, region: RegionFilter = None
) -> Response:
    """List the SPBE index of regions by code and year, from 2023 on. CSV gives them all."""
    limit = WHOLE if sheet.is_csv else page.limit
    rows = assessments.find(year=year, region=region, after=_after(page), limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    following = write_cursor(f"{last.region_code}/{last.year}") if last else None
    items = shown.shown(session, rows[:limit])
    body = contract.Page[wire.Assessment](items=items, next=following)
    return sheet.answer("spbe-index", body, wire.Assessment, items)


@router.get(
    "/spbe-index/national",
    response_model=contract.Page[wire.Assessment],
    responses={**answers.problems(401), **tables.AS_TABLE},
)
def list_national_assessments(sheet: AsSheet) -> Response:
    """List the whole country's SPBE index by year, from 2018 on; `instrument` changes in 2021."""
    items = shown.national()
    body = contract.Page[wire.Assessment](items=items)
    return sheet.answer("spbe-index-national", body, wire.Assessment, items)


@router.get(
    "/regions/{code}/spbe-index",
    response_model=wire.RegionIndex,
    responses={**answers.problems(401, 404), **tables.AS_TABLE},
)
def get_region_index(
    session: Reading, sheet: AsSheet, code: Annotated[str, Path(pattern=contract.REGION_CODE)]
) -> Response:
    """Show one region's SPBE index by year, beside the country's and its province's means."""
    body = shown.of_region(session, regions.get(session, code))
    return sheet.answer(f"spbe-index-{code}", body, wire.Assessment, body.items)


def _after(page: PageAsked) -> tuple[str, int]:
    code, _, year = page.after_text().partition("/")
    if year and not (year.isascii() and year.isdigit() and len(year) <= 4):
        raise BadCursor
    return code, int(year or 0)
