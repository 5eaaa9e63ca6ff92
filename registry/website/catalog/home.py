"""The home page: search first, then how far sharing has come, and where to begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from livinglab.contract.statistics import Totals
from livinglab.language import Language
from registry import clock
from registry.catalog import applications
from registry.catalog.search import Filters, IndexBuilding, Search
from registry.dependencies import CurrentSearch, NewestSerial, PageLanguage, Reading
from registry.statistics import places, selection, totals
from registry.website.catalog.asked import PAGE, Asked
from registry.website.catalog.page import found
from registry.website.catalog.rows import Row, rows
from registry.website.rendering import render

router = APIRouter(include_in_schema=False)
SHOWN = 5  # applications of each list
NEWEST = Asked(sort="newest")
MOST_ADOPTED = Asked(filters=Filters(adopted=("true",)), sort="adopted")
WANTED = Asked(filters=Filters(fetchable=("true",), adopted=("false",)), sort="newest")


@dataclass(frozen=True)
class Figures:
    """The headline figures."""

    applications: int
    donors: int
    regions: int
    totals: Totals


@router.get("/")
def home_page(
    request: Request,
    session: Reading,
    search_index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
) -> Response:
    """Show the front page; a search at its address, as it was before, leads to the catalog."""
    if {"q", "cursor"} & request.query_params.keys():
        query = request.url.query if request.query_params.get("q", "").strip() else ""
        return RedirectResponse(f"{PAGE}?{query}".removesuffix("?"), status_code=308)
    return render(
        request,
        "home.html",
        language,
        figures=_figures(session),
        newest=_first(session, search_index, NEWEST, language, serial),
        most_adopted=_first(session, search_index, MOST_ADOPTED, language, serial),
        wanted=_first(session, search_index, WANTED, language, serial),
        addresses={"newest": NEWEST, "most_adopted": MOST_ADOPTED, "wanted": WANTED},
    )


def _figures(session: Session) -> Figures:
    everything = selection.choose(session, today=clock.date_in_jakarta())
    listed, donors = applications.size(session)
    return Figures(
        applications=listed,
        donors=donors,
        regions=places.count(session, everything, showing="all"),
        totals=totals.totals(session, everything),
    )


def _first(session: Session, index: Search, asked: Asked, language: Language, serial: int) -> Sequence[Row]:
    """Return the first few of a list; none while the index is being built: the rest of the page stands."""
    try:
        answer = found(index, asked, language, serial, limit=SHOWN, facets=False)
    except IndexBuilding:
        return ()
    return rows(session, answer["items"], language)
