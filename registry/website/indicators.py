"""Pages of SPBE's indicators: the list, and one with what it asks."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from registry import indicators
from registry.dependencies import Page, PageLanguage, Reading, write_cursor
from registry.indicators.instruments import INSTRUMENT
from registry.protection.limited import LimitReading
from registry.website.rendering import render

router = APIRouter(prefix="/indicators", include_in_schema=False)


@router.get("")
def list_page(request: Request, language: PageLanguage) -> Response:
    """Show every instrument and its indicators, newest first."""
    return render(request, "indicators.html", language, instruments=indicators.known())


@router.get("/{instrument_id}/{number}", dependencies=[LimitReading])
def indicator_page(
    request: Request,
    session: Reading,
    language: PageLanguage,
    page: Page,
    instrument_id: Annotated[str, Path(pattern=INSTRUMENT)],
    number: Annotated[int, Path(ge=1, le=999)],
) -> Response:
    """Show what one indicator asks, how its levels are told apart, and which applications can support it."""
    instrument = indicators.get(instrument_id)
    indicator = indicators.indicator(instrument, number)
    found = indicators.supporting(session, instrument, indicator, after=page.after_text(), limit=page.limit)
    return render(
        request,
        "indicator.html",
        language,
        instrument=instrument,
        indicator=indicator,
        aspect=instrument.aspect_of(indicator),
        domain=instrument.domain_of(indicator),
        levels=instrument.levels_of(indicator),
        urn=indicators.urn(instrument, number),
        applications=found.items,
        first=page.after is None,
        next=write_cursor(found.after) if found.after else None,
    )
