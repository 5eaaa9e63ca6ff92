"""Standings: what an answer says of how each hit stands today, beside its card."""

from collections.abc import Sequence
from datetime import date

import tantivy

from registry.catalog.health.bands import band
from registry.catalog.search.snapshot import Snapshot


def read(snapshot: Snapshot, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
    """Return the members of each hit's JSON that speak of its life, without braces."""
    if not addresses:
        return []
    columns = [
        snapshot.searcher.fast_field_values(field, list(addresses))
        for field in ("changed", "score", "adopters")
    ]
    return [
        _told(int(changed or 0), int(score or 0), int(adopters or 0))
        for changed, score, adopters in zip(*columns, strict=True)
    ]


def _told(changed: int, score: int, adopters: int) -> str:
    """Write what `documents` put down: 0 is what is not known, or not told."""
    day = f'"{date.fromordinal(changed).isoformat()}"' if changed else "null"
    said = band(score - 1 if score else None)
    return f'"last_change":{day},"health":"{said}","adopters":{adopters - 1 if adopters else "null"}'
