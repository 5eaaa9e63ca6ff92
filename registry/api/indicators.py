"""SPBE's indicators: the instruments as data, what an application can support, and which applications can."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from livinglab import contract
from livinglab.contract import indicators as wire
from registry import indicators
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.dependencies import FoundApplication, Page, Reading, write_cursor
from registry.indicators.instruments import INSTRUMENT
from registry.protection.limited import LimitReading

router = APIRouter(prefix="/api/v1", tags=["indicators"])


@router.get(
    "/indicators",
    response_model=wire.InstrumentList,
    responses={**answers.problems(401), **tables.AS_TABLE},
)
def list_indicators(sheet: AsSheet) -> Response:
    """Read the instruments by which SPBE is measured, newest first; as CSV a row for each indicator."""
    body = wire.InstrumentList(items=list(indicators.known()))
    return sheet.answer("indicators", body, wire.IndicatorRow, indicators.rows())


@router.get(
    "/applications/{slug}/indicators",
    response_model=wire.SupportedIndicators,
    responses={**answers.problems(401, 404), **tables.AS_TABLE},
)
def list_application_indicators(_session: Reading, application: FoundApplication, sheet: AsSheet) -> Response:
    """Read which indicators an application can support, how sure that is, and why. Never a level."""
    body = indicators.supported(contract.Application.model_validate_json(application.body))
    return sheet.answer(f"{application.slug}-indicators", body, wire.SupportedIndicator, body.items)


@router.get(
    "/indicators/{instrument}/{number}/applications",
    response_model=contract.Page[wire.SupportingApplication],
    responses={**answers.problems(401, 404), **tables.AS_TABLE},
    dependencies=[LimitReading],
)
def list_supporting_applications(
    request: Request,
    session: Reading,
    page: Page,
    sheet: AsSheet,
    instrument: Annotated[
        str, Path(pattern=INSTRUMENT, description="the instrument's id", examples=["permenpanrb-59-2020"])
    ],
    number: Annotated[int, Path(ge=1, le=999, description="the indicator's number", examples=[40])],
) -> Response:
    """List applications that can support an indicator, in the order of slugs, with how sure that is."""
    measured = indicators.get(instrument)
    indicator = indicators.indicator(measured, number)
    after = page.after_text()
    found = indicators.supporting(session, measured, indicator, after=after, limit=page.limit)
    following = write_cursor(found.after) if found.after else None
    body = contract.Page[wire.SupportingApplication](items=found.items, next=following)
    name = f"{instrument}-{number}-applications"
    answer = sheet.answer(name, body, wire.SupportingApplication, found.items)
    if sheet.is_csv:
        answer.headers.update(tables.following(request, following))
    return answer
