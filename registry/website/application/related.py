"""What an application is related to: the likes of it, what it derives from, and what derives from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from livinglab.language import Language
from registry.catalog.search import Filters, IndexBuilding, Search
from registry.tables import Application, Source

SIMILAR = 5
MOST_BASES = 20
Summary = dict[str, Any]  # contract.ApplicationSummary as JSON has it


@dataclass(frozen=True)
class Base:
    """A repository that an application derives from, and the application here that lives there, if any."""

    url: str
    slug: str | None
    name: str | None


def similar(index: Search, slug: str, *, serial: int) -> Sequence[Summary]:
    """Return the summaries of the applications most like one; none while the index is being built."""
    try:
        found = index.similar(slug, limit=SIMILAR, serial=serial)
    except IndexBuilding:
        return ()
    items: list[Summary] = json.loads(found.body)["items"]
    return items


def named_alike(index: Search, slug: str, language: Language) -> Sequence[Summary]:
    """Return the summaries of applications whose names are near to a slug that nobody has."""
    words = slug.replace("-", " ")
    try:
        found = index.find(words, filters=Filters(), cursor=None, limit=SIMILAR, language=language, serial=0)
    except IndexBuilding:
        return ()
    items: list[Summary] = json.loads(found.body)["items"]
    return items


def bases(session: Session, urls: Sequence[str]) -> Sequence[Base]:
    """Return what an application says that it derives from."""
    asked = list(dict.fromkeys(urls))[:MOST_BASES]
    if not asked:
        return ()
    query = (
        select(Source.url, Source.canonical_url, Application.slug, Application.name)
        .join(Application, col(Application.id) == Source.application_id)
        .where(
            col(Application.listed),
            Application.visibility == "public",
            or_(col(Source.url).in_(asked), col(Source.canonical_url).in_(asked)),
        )
        .order_by(col(Application.slug))
    )
    known = {url: (slug, name) for *urls, slug, name in session.exec(query).all() for url in urls if url}
    return [Base(url, *known.get(url, (None, None))) for url in asked]
