"""Standings: what an answer says of how each hit stands today, beside its card."""

from collections.abc import Sequence
from datetime import UTC, datetime

import tantivy

from registry import clock
from registry.catalog.health.bands import band
from registry.catalog.search.documents import KNOWN, MOMENT_BITS
from registry.catalog.search.snapshot import Snapshot


def read(snapshot: Snapshot, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
    """Return the members of each hit's JSON that speak of its life, without braces."""
    if not addresses:
        return []
    scores = snapshot.searcher.fast_field_values("score", list(addresses))
    adopters = snapshot.searcher.fast_field_values("adopters", list(addresses))
    return [_told(int(score or 0), int(using or 0)) for score, using in zip(scores, adopters, strict=True)]


def _told(scored: int, used: int) -> str:
    """Write what `documents` put down."""
    score, adopters = scored >> MOMENT_BITS, used >> MOMENT_BITS
    said = band(score - 1 if score else None)
    return (
        f'"last_change":{_day(scored & (1 << MOMENT_BITS) - 1)},"health":"{said}",'
        f'"adopters":{adopters - 1 if adopters else "null"}'
    )


def _day(moment: int) -> str:
    if moment < KNOWN:
        return "null"
    return f'"{datetime.fromtimestamp(moment - KNOWN, UTC).astimezone(clock.JAKARTA).date().isoformat()}"'
