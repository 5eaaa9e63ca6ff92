"""The catalog page and an application's page."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from livinglab import contract
from livinglab.language import Language
from registry.catalog import applications, search, visibility
from registry.catalog.applications import Filters
from registry.dependencies import (
    CurrentKeys,
    CurrentSearch,
    FoundApplication,
    NewestSerial,
    Page,
    PageAsked,
    PageLanguage,
    Reading,
    write_cursor,
)
from registry.protection.limited import LimitSearch
from registry.website.rendering import render
from registry.website.standing import standing
from registry.website.visitors import Visitor

router = APIRouter(include_in_schema=False)
PRIVATE = "private, no-store"  # what is for one visitor alone


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


@router.get("/applications/{slug}")
def application_page(
    request: Request,
    session: Reading,
    application: FoundApplication,
    visitor: Visitor,
    keys: CurrentKeys,
    language: PageLanguage,
) -> Response:
    """Show one application: whole to those entitled to its source."""
    whole = visibility.may_have_source(session, visitor, application)
    body = application.full_body if whole else None
    shown = contract.Application.model_validate_json(body or application.body)
    described = shown.descriptions.get(language) or next(iter(shown.descriptions.values()), None)
    page = render(
        request,
        "application.html",
        language,
        application=shown,
        described=described,
        standing=standing(session, application, shown, keys=keys if whole else None),
    )
    if body:
        page.headers["Cache-Control"] = PRIVATE
    return page


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


@router.get("/docs")
def api_page(request: Request, language: PageLanguage) -> Response:
    """List every address of the API, from its own OpenAPI document."""
    paths = request.app.openapi()["paths"]
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in sorted(paths.items())
        for method, operation in methods.items()
    ]
    return render(request, "api.html", language, operations=operations)
