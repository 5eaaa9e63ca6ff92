"""The catalog page: what a search found, with facets to narrow it by."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from livinglab.language import Language
from registry.catalog.search import SORTS, Search
from registry.dependencies import CurrentSearch, NewestSerial, PageLanguage, Reading
from registry.protection.limited import LimitSearch
from registry.website.catalog.asked import Asked, CatalogAsked
from registry.website.catalog.facets import chosen, facets
from registry.website.catalog.rows import rows
from registry.website.catalog.words import SORTS as SORT_WORDS
from registry.website.catalog.words import VISIBILITY
from registry.website.rendering import render

router = APIRouter(include_in_schema=False)
LIMIT = 25


@router.get("/catalog", dependencies=[LimitSearch])
def catalog_page(
    request: Request,
    session: Reading,
    asked: CatalogAsked,
    search_index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
) -> Response:
    """Show the catalog, or what words and filters leave of it."""
    answer = found(search_index, asked, language, serial)
    return render(
        request,
        "catalog.html",
        language,
        asked=asked,
        rows=rows(session, answer["items"], language),
        total=answer["total"],
        suggestion=asked.spelt(answer["suggestion"]) if answer["suggestion"] else None,
        following=asked.following(answer["next"]).address() if answer["next"] else None,
        facets=facets(session, asked, answer["facets"], language),
        chosen=chosen(session, asked, language),
        sorts=_sorts(asked, language),
        elsewhere=_elsewhere(search_index, asked, language, serial) if not answer["items"] else None,
        visibilities=VISIBILITY,
    )


def found(
    index: Search, asked: Asked, language: Language, serial: int, *, limit: int = LIMIT, facets: bool = True
) -> dict[str, Any]:
    """Return a contract.SearchAnswer as JSON has it. Raises BadCursor, IndexBuilding."""
    answer = index.find(
        asked.words,
        filters=asked.filters,
        sort=asked.order,
        cursor=asked.cursor,
        limit=limit,
        language=language,
        serial=serial,
        facets=facets,
    )
    read: dict[str, Any] = json.loads(answer.body)
    return read


def _sorts(asked: Asked, language: Language) -> list[tuple[str, str, bool]]:
    """Return (address, label, whether it is this one) of each order; the best match needs words."""
    return [
        (asked.sorted_by(sort).address(), SORT_WORDS[sort].to(language), sort == asked.order)
        for sort in SORTS
        if sort != "match" or asked.words
    ]


def _elsewhere(index: Search, asked: Asked, language: Language, serial: int) -> int | None:
    """Return how many the words alone would find, where it is the filters that leave nothing."""
    if not asked.given or not asked.words:
        return None
    total: int = found(index, asked.unfiltered(), language, serial, limit=1, facets=False)["total"]
    return total or None
