"""SPBE's indicators: the instruments as data, and what an application can support."""

from fastapi import APIRouter, Response

from livinglab import contract
from livinglab.contract import indicators as wire
from registry import indicators
from registry.api import answers, tables
from registry.api.sheets import AsSheet
from registry.dependencies import FoundApplication, Reading

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
