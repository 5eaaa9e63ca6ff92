"""The catalog page."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from livinglab.language import Language
from registry.catalog import applications, search
from registry.catalog.applications import Filters
from registry.dependencies import (
    CurrentSearch,
    NewestSerial,
    Page,
    PageAsked,
    PageLanguage,
    Reading,
    write_cursor,
)
from registry.protection.limited import LimitSearch
from registry.website.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/", dependencies=[LimitSearch])
def catalog_page(
    request: Request,
    session: Reading,
    search_index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
    page: Page,
    words: Annotated[str, Query(alias="q", max_length=10_000)] = "",
) -> Response:
    """Show the catalog, or what a search found."""
    values = _found(search_index, words, page, language, serial) if words.strip() else _listed(session, page)
    return render(request, "catalog.html", language, words=words, **values)


def _listed(session: Any, page: PageAsked) -> dict[str, Any]:
    rows = applications.find(session, Filters(), after=page.after_text(), limit=page.limit + 1)
    items = [json.loads(row.summary) for row in rows[: page.limit]]
    following = write_cursor(items[-1]["slug"]) if len(rows) > page.limit else None
    return {"items": items, "next": following, "suggestion": None, "first": page.after is None}


def _found(
    index: search.Search, words: str, page: PageAsked, language: Language, serial: int
) -> dict[str, Any]:
    found = index.find(
        words,
        filters=search.Filters(),
        cursor=page.cursor,
        limit=page.limit,
        language=language,
        serial=serial,
    )
    answer = json.loads(found.body)
    return {
        "items": answer["items"],
        "next": answer["next"],
        "suggestion": answer["suggestion"],
        "first": page.cursor is None,
    }
