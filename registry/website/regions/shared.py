"""What pages of regions have in common: what is donated there, what is recorded, and who speaks for it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from livinglab.contract import ApplicationSummary
from livinglab.contract import adoptions as wire
from livinglab.contract.adoption_words import REASONS, STATES
from livinglab.contract.adoptions import State
from registry import clock
from registry.access.callers import Caller
from registry.access.organisations import Kind
from registry.adoption import listing, of_region
from registry.adoption.listing import Count
from registry.catalog import applications
from registry.catalog.applications import Filters
from registry.tables import Organisation, Region

RECORDED = 100  # adoptions on a page
DONATED = 12  # applications on a page
PROVINCE = len("32")


def recorded(session: Session, code: str, *, visitor: Caller) -> dict[str, Any]:
    """Return what a region does with which application, and how many adoptions stand where."""
    today = clock.date_in_jakarta()
    counted = of_region.counts(session, code, caller=visitor, today=today)
    rows = of_region.first(session, code, caller=visitor, today=today, limit=RECORDED)
    items = listing.summaries(session, rows, today=today)
    return {
        "adoptions": items,
        "counted": counted,
        "total": sum(one.total for one in counted.values()),
        "unnamed": sum(one.unnamed for one in counted.values()),
        "behind": _behind(items),
        "states": STATES,
        "reasons": REASONS,
        "in_use": counted.get(State.IN_USE, Count(0, 0)).total,
    }


def _behind(items: Sequence[wire.AdoptionSummary]) -> int:
    return sum(1 for one in items if one.versions_behind and one.state is State.IN_USE)


def donated(session: Session, code: str) -> Sequence[ApplicationSummary]:
    """Return the first applications that a region donates, or all within a province, and one more if any."""
    rows = applications.find(session, Filters(region=code), after="", limit=DONATED + 1)
    return [ApplicationSummary.model_validate_json(row.summary) for row in rows]


def government(session: Session, code: str) -> Organisation | None:
    """Return the organisation that speaks for a region: a verified one before others."""
    query = select(Organisation).where(
        Organisation.region_code == code,
        Organisation.kind == Kind.REGION,
        col(Organisation.closed_at).is_(None),
    )
    unverified = col(Organisation.verified_at).is_(None)
    return session.exec(query.order_by(unverified, col(Organisation.id)).limit(1)).first()


def province_of(session: Session, region: Region) -> Region:
    """Return the province that a region lies in, itself if it is one."""
    return session.get_one(Region, region.code[:PROVINCE])
