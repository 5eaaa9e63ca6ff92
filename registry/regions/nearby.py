"""Nearby: regions that are like another one, or lie near it."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.tables import Region


def alike(session: Session, region: Region, *, limit: int) -> Sequence[Region]:
    """Return regions of the same kind whose population is nearest, nearest first; none where it is not known.

    Nearest by what more or fewer people there are, as all regions have them from Dukcapil.
    """
    if region.population is None:
        return []
    far = func.abs(col(Region.population) - region.population)
    query = select(Region).where(
        Region.kind == region.kind, Region.code != region.code, col(Region.population).is_not(None)
    )
    return session.exec(query.order_by(far, col(Region.code)).limit(limit)).all()


def provinces(session: Session, region: Region, *, limit: int) -> Sequence[Region]:
    """Return the provinces whose seats lie nearest to a province's, nearest first.

    By degrees, as if the world were flat: Indonesia lies along the equator, and only the order matters.
    """
    if region.latitude is None or region.longitude is None:
        return []
    down = col(Region.latitude) - region.latitude
    across = col(Region.longitude) - region.longitude
    query = select(Region).where(
        Region.kind == "province", Region.code != region.code, col(Region.latitude).is_not(None)
    )
    return session.exec(query.order_by(down * down + across * across, col(Region.code)).limit(limit)).all()
