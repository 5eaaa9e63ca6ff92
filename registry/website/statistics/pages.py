"""The statistics page: one address, narrowed by the filters that the API has."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from livinglab.contract.adoption_words import STATES
from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry import regions
from registry.dependencies import PageLanguage, Reading
from registry.protection.limited import LimitReading
from registry.statistics.selection import Selection
from registry.website.rendering import render
from registry.website.statistics.asked import AskedFor, Offered, choose, offered
from registry.website.statistics.drawing import draw
from registry.website.statistics.gathered import gather
from registry.website.statistics.words import STEPS
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
ROOT = "/api/v1/statistics"
# What each statistic of the API may be narrowed by.
ALL = ("application", "region", "cohort")
NARROWED = {
    "totals": ALL,
    "funnel": ALL,
    "months": ALL,
    "coverage": ALL,
    "regions": ALL,
    "stages": ALL,
    "behind": ALL,
    "versions": ALL,
    "retention": ALL,
    "applications": ("region", "cohort"),
    "savings": ("application", "region"),
}


@router.get("/statistics", dependencies=[LimitReading])
def statistics_page(
    request: Request, session: Reading, visitor: Visitor, language: PageLanguage, asked: AskedFor
) -> Response:
    """Show what was counted, in pictures and plain words."""
    chosen, wrong = choose(session, asked, visitor)
    form = offered(session, visitor, chosen)
    values: dict[str, Any] = {
        "asked": asked,
        "wrong": wrong,
        "offered": form,
        "shown": None,
        "pictures": None,
    }
    if wrong is None:
        values |= _shown(session, chosen, form, language)
    return render(
        request,
        "statistics.html",
        language,
        status=422 if wrong else 200,
        secret=visitor.is_known,
        **values,
    )


def _shown(session: Session, chosen: Selection, form: Offered, language: Language) -> dict[str, Any]:
    found = gather(session, chosen, cohort=_cohort(chosen, form))
    return {
        "shown": found,
        "pictures": draw(found, language),
        "region": regions.get(session, chosen.filters.region) if chosen.filters.region else None,
        "application": chosen.application,
        "states": STATES,
        "State": State,
        "steps": STEPS,
        "addresses": {name: _addresses(name, chosen) for name in NARROWED},
        "in_cohort": chosen.filters.cohort,
    }


def _cohort(chosen: Selection, form: Offered) -> str | None:
    """Return the cohort that is shown: the one that was asked for, else the first there is."""
    return chosen.filters.cohort or next((slug for slug, _ in form.cohorts), None)


def _addresses(name: str, chosen: Selection) -> dict[str, str]:
    """Return where the API has the same figures, as CSV and as JSON."""
    asked = {one: getattr(chosen.filters, one) for one in NARROWED[name]}
    given = {one: value for one, value in asked.items() if value is not None}
    path = f"{ROOT}/{name}"
    return {
        "csv": f"{path}?{urlencode({**given, 'format': 'csv'})}",
        "json": f"{path}?{urlencode(given)}".removesuffix("?"),
    }
