"""All regions: the map of the country, the table under it, and looking one up."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from livinglab.contract import SLUG
from livinglab.contract.adoption_words import STATES
from livinglab.contract.adoptions import State
from livinglab.language import Language, Text
from registry import clock, regions
from registry.access.callers import Caller
from registry.dependencies import PageLanguage, Reading
from registry.errors import Invalid
from registry.protection.limited import LimitReading
from registry.regions.lookup import look_up
from registry.statistics import selection, standing, used
from registry.statistics.selection import Selection
from registry.statistics.standing import BEST, Standing
from registry.tables import Region
from registry.website.charts import Picture
from registry.website.regions.drawing import country_map
from registry.website.rendering import render
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
FOUND = 50  # regions that a look-up names
LISTED = 100  # regions of one state on one page
OFFERED = 200  # applications to choose from
PROVINCES = 100
SHOWN = (*BEST, State.NONE)
NO_APPLICATION = Text(
    id="Tidak ada aplikasi bernama itu. Pilih satu dari daftar; di bawah ini semua aplikasi dihitung.",
    en="No application is called that. Choose one from the list; below, all applications are counted.",
)


@router.get("/regions", dependencies=[LimitReading])
def country_page(
    request: Request,
    session: Reading,
    visitor: Visitor,
    language: PageLanguage,
    words: Annotated[str, Query(alias="q", max_length=200)] = "",
    application: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=13)] = "",
) -> Response:
    """Show how far every regency and city has come, and find one by its name."""
    chosen, trouble = _chosen(session, visitor, application)
    wanted = State(state) if state in {*SHOWN} else None
    found = standing.of_regencies(session, chosen)
    values = {
        "words": words,
        "application": chosen.application,
        "trouble": trouble,
        "wanted": wanted,
        "applications": used.recorded(session, caller=visitor, limit=OFFERED),
        "looked_up": _looked_up(session, words),
        "picture": _picture(found, chosen, wanted, language),
        "counted": Counter(one.state for one in found),
        "provinces": _provinces(session, found),
        "narrowed": _query(application=chosen.filters.application, state=wanted),
        "states": {one: STATES[one] for one in SHOWN},
        **_listed(found, wanted, after),
    }
    return render(request, "regions.html", language, secret=visitor.is_known, **values)


def _chosen(session: Session, visitor: Caller, application: str) -> tuple[Selection, Text | None]:
    """Return what is counted, and what is wrong with the application that was asked for."""
    today = clock.date_in_jakarta()
    slug = application.strip().lower()
    try:
        if slug and not re.fullmatch(SLUG, slug):
            raise Invalid(NO_APPLICATION)
        return selection.choose(session, today=today, caller=visitor, application=slug or None), None
    except Invalid as error:
        return selection.choose(session, today=today, caller=visitor), error.text


def _looked_up(session: Session, words: str) -> Sequence[Region] | None:
    asked = words.replace("\0", " ").strip()
    return look_up(session, asked, limit=FOUND) if asked else None


def _picture(
    found: Sequence[Standing], chosen: Selection, wanted: State | None, language: Language
) -> Picture:
    return country_map(found, language, application=chosen.application, only=wanted)


def _provinces(session: Session, found: Sequence[Standing]) -> list[tuple[Region, Counter[State]]]:
    """Return every province with how many of its regencies and cities stand where."""
    counted: dict[str, Counter[State]] = {}
    for one in found:
        counted.setdefault(one.region.parent_code or "", Counter())[one.state] += 1
    rows = regions.find(session, kind="province", limit=PROVINCES)
    return [(region, counted.get(region.code, Counter())) for region in rows]


def _listed(found: Sequence[Standing], wanted: State | None, after: str) -> dict[str, Any]:
    """Return the regions of the state that was asked for, a page of them."""
    matching = [one for one in found if wanted is not None and one.state is wanted]
    rest = [one for one in matching if one.region.code > after]
    following = rest[LISTED - 1].region.code if len(rest) > LISTED else None
    return {"listed": rest[:LISTED], "matching": len(matching), "following": following, "after": after}


def _query(**values: object) -> str:
    return urlencode({name: str(value) for name, value in values.items() if value is not None})
