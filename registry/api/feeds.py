"""Atom feeds, for feed readers: nobody needs an account to be told."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request, Response

from livinglab.contract import REGION_CODE
from livinglab.language import Language
from registry.api import answers
from registry.api.applications import Words
from registry.api.search_filters import SearchFilters
from registry.catalog import applications, search
from registry.dependencies import (
    CurrentDatabase,
    CurrentSearch,
    CurrentSettings,
    NewestSerial,
    PageLanguage,
    Reading,
    Slug,
)
from registry.exchange import feeds
from registry.exchange.feeds import atom
from registry.exchange.feeds.atom import Feed
from registry.protection.limited import LimitReading, LimitSearch
from registry.settings import Settings

router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[LimitReading])
Code = Annotated[str, Path(pattern=REGION_CODE)]


class AtomAnswer(Response):
    """An Atom document."""

    media_type = "application/atom+xml"


def _documented(*statuses: int) -> dict[str, Any]:
    return {"response_class": AtomAnswer, "responses": answers.problems(*statuses)}


@router.head("/catalog.atom", include_in_schema=False)
@router.get("/catalog.atom", **_documented())
def get_catalog_feed(
    request: Request, session: Reading, settings: CurrentSettings, language: PageLanguage
) -> Response:
    """Read the newest releases of the whole catalog, one for each application."""
    return _answer(request, settings, feeds.of_catalog(session), language)


@router.head("/applications/{slug}.atom", include_in_schema=False)
@router.get("/applications/{slug}.atom", **_documented(404))
def get_application_feed(
    request: Request, session: Reading, settings: CurrentSettings, slug: Slug, language: PageLanguage
) -> Response:
    """Read what happened to one application: releases, yanks, incidents, who uses it and who stopped."""
    application = applications.get(session, slug)
    return _answer(request, settings, feeds.of_application(session, application), language)


@router.head("/regions/{code}.atom", include_in_schema=False)
@router.get("/regions/{code}.atom", **_documented(404))
def get_region_feed(
    request: Request, session: Reading, settings: CurrentSettings, code: Code, language: PageLanguage
) -> Response:
    """Read what a region, or all within a province, donates and uses, and which confirmations run out."""
    return _answer(request, settings, feeds.of_region(session, code), language)


@router.head("/search.atom", include_in_schema=False, dependencies=[LimitSearch])
@router.get("/search.atom", dependencies=[LimitSearch], **_documented(429))
def get_search_feed(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    search_index: CurrentSearch,
    serial: NewestSerial,
    language: PageLanguage,
    filters: SearchFilters,
    words: Words = "",
) -> Response:
    """Read the newest releases among the best matches of a search, with the filters that search has."""
    found = search_index.find(
        words, filters=filters, cursor=None, limit=feeds.SEARCHED, language=language, serial=serial
    )
    slugs = [item["slug"] for item in json.loads(found.body)["items"]]
    query = _search_query(words, filters)
    with database.read() as session:
        feed = feeds.of_search(session, slugs, words=words, query=query)
    return _answer(request, settings, feed, language)


def _search_query(words: str, filters: search.Filters) -> str:
    return urlencode([*([("q", words)] if words.strip() else []), *filters.given()])


def _answer(request: Request, settings: Settings, feed: Feed, language: Language) -> Response:
    """Answer with a feed; its own address is the public one, whatever host the request names."""
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{request.url.path}{query}"
    body = atom.written(feed, origin=settings.origin, address=address, language=language)
    headers = {
        "ETag": answers.etag(body),
        "Cache-Control": answers.BRIEFLY,
        "Vary": "Accept-Language",
        "Content-Language": language,
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=atom.TYPE)
