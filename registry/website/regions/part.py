"""A district or village that something was recorded of: a short page that leads to its regency."""

from typing import Any

from sqlmodel import Session

from registry.access.callers import Caller
from registry.tables import Region
from registry.website.regions import shared

TEMPLATE = "region_part.html"


def values(session: Session, region: Region, *, visitor: Caller, **_around: Any) -> dict[str, Any]:
    """Return what its page shows."""
    return {
        "province": shared.province_of(session, region),
        "regency": session.get_one(Region, region.code[: len("32.11")]),
        **shared.recorded(session, region.code, visitor=visitor),
    }
