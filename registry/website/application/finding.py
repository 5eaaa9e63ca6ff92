"""Finding the application that a page is about, for whoever visits; else a page that leads on."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from livinglab import contract
from livinglab.language import Language
from registry.catalog import applications, visibility
from registry.catalog.search import Search
from registry.dependencies import CurrentKeys, Reading
from registry.errors import NotFound
from registry.keys import Keys
from registry.tables import Application
from registry.website.application import related
from registry.website.rendering import render
from registry.website.visitors import Visitor

LONGEST = 200  # characters of a name that is looked for


@dataclass(frozen=True)
class Shown:
    """An application of the catalog as its visitor may read it. `keys` where that is the whole of it.

    `is_private`: this visitor may see more of it than others do.
    """

    row: Application
    body: contract.Application
    keys: Keys | None
    is_private: bool


def _shown(session: Reading, visitor: Visitor, keys: CurrentKeys, slug: str) -> Shown | None:
    if not re.fullmatch(contract.SLUG, slug):
        return None
    try:
        row = applications.get(session, slug)
    except NotFound:
        return None
    whole = visibility.may_have_source(session, visitor, row)
    text = row.full_body if whole and row.full_body else row.body
    body = contract.Application.model_validate_json(text)
    restricted = body.visibility is not contract.Visibility.PUBLIC
    return Shown(row, body, keys if whole else None, restricted and visitor.is_known)


FoundForVisitor = Annotated[Shown | None, Depends(_shown)]


def missing(request: Request, index: Search, language: Language, slug: str, *, serial: int) -> Response:
    """Return the page for a name that nobody has: in the reader's language, with names that are near."""
    near = related.named_alike(index, slug[:LONGEST], language, serial=serial)
    return render(request, "application_missing.html", language, status=404, slug=slug, near=near)
