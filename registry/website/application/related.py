"""The likes of an application, and names that are near to one that nobody has."""

import json
from collections.abc import Sequence
from typing import Any

from livinglab.language import Language
from registry.catalog.search import Filters, IndexBuilding, Search

SIMILAR = 5
Summary = dict[str, Any]  # contract.ApplicationSummary as JSON has it


def similar(index: Search, slug: str, *, serial: int) -> Sequence[Summary]:
    """Return the summaries of the applications most like one; none while the index is being built."""
    try:
        found = index.similar(slug, limit=SIMILAR, serial=serial)
    except IndexBuilding:
        return ()
    items: list[Summary] = json.loads(found.body)["items"]
    return items


def named_alike(index: Search, slug: str, language: Language, *, serial: int) -> Sequence[Summary]:
    """Return the summaries of applications whose names are near to a slug that nobody has."""
    words = slug.replace("-", " ")
    try:
        found = index.find(
            words, filters=Filters(), cursor=None, limit=SIMILAR, language=language, serial=serial
        )
    except IndexBuilding:
        return ()
    items: list[Summary] = json.loads(found.body)["items"]
    return items
