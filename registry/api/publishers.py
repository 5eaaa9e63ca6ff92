"""Donors: who gives what, and how far it went."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from livinglab import contract
from livinglab.contract import donors as wire
from livinglab.contract.adoptions import State
from registry import clock
from registry.access.callers import Caller
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.dependencies import CurrentCaller, Page, Reading, write_cursor
from registry.protection.limited import LimitReading
from registry.statistics import donors
from registry.statistics.donors import Donor

router = APIRouter(prefix="/api/v1/publishers", tags=["publishers"], dependencies=[LimitReading])
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="the publisher's number")]
Words = Annotated[str, Query(alias="q", max_length=200, description="part of the name")]
RegionFilter = Annotated[
    str | None, Query(pattern=contract.REGION_CODE, description="a province takes in all that lies in it")
]


@router.get("", response_model=wire.DonorPage, responses={**answers.problems(401), **tables.AS_TABLE})
def list_publishers(
    request: Request,
    session: Reading,
    caller: CurrentCaller,
    page: Page,
    sheet: AsSheet,
    words: Words = "",
    region: RegionFilter = None,
) -> Response:
    """List who donates at least one listed application, in the order of names."""
    asked = words.replace("\0", " ")
    rows = donors.page(session, words=asked, region=region, after=page.after_text(), limit=page.limit + 1)
    items = _shown(session, rows[: page.limit], caller)
    body = wire.DonorPage(
        items=items,
        next=write_cursor(items[-1].name) if len(rows) > page.limit else None,
        total=donors.count(session, words=asked, region=region),
    )
    answer = sheet.answer("publishers", body, wire.Donor, items)
    if sheet.is_csv:
        answer.headers.update(tables.following(request, body.next))
    return answer


@router.get(
    "/{number}", response_model=wire.Donor, responses={**answers.problems(401, 404), **tables.AS_TABLE}
)
def get_publisher(session: Reading, caller: CurrentCaller, sheet: AsSheet, number: Number) -> Response:
    """Show one of them."""
    [body] = _shown(session, [donors.get(session, number)], caller)
    return sheet.answer(f"publisher-{number}", body, wire.Donor, [body])


def _shown(session: Session, rows: Sequence[Donor], caller: Caller) -> list[wire.Donor]:
    numbers = [one.publisher.id or 0 for one in rows]
    sums = donors.sums(session, numbers, caller=caller, today=clock.date_in_jakarta())
    return [_show(one, sums.get(one.publisher.id or 0, Counter())) for one in rows]


def _show(one: Donor, counted: Counter[State]) -> wire.Donor:
    region = one.region
    return wire.Donor(
        id=one.publisher.id or 0,
        name=one.publisher.name,
        region=contract.RegionBrief(code=region.code, name=region.name) if region else None,
        organisation=one.publisher.organisation_id,
        verified=one.is_verified,
        applications=one.applications,
        in_use=counted[State.IN_USE],
        adoptions=counted.total(),
    )
