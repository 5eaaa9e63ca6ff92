"""Coverage: how many of the 514 regencies and cities use something, and how many people live there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from livinglab.contract import RegionBrief
from livinglab.contract.statistics import Coverage, Figure, ProvinceShare
from registry.statistics import places
from registry.statistics.selection import Selection
from registry.tables import Region

Sums = Sequence[int]


def coverage(session: Session, selection: Selection) -> Coverage:
    """Return the share of regencies and cities that use something today, in all and by province."""
    rows = [(code, [int(one) for one in sums]) for code, *sums in session.execute(_query(selection)).all()]
    names = {
        region.code: region.name
        for region in session.execute(select(Region).where(col(Region.kind) == "province")).scalars()
    }
    total = [sum(column) for column in zip(*(sums for _, sums in rows), strict=True)] or [0, 0, 0, 0]
    return Coverage(
        as_of=selection.today,
        **_share(selection, total),
        provinces=[
            ProvinceShare(
                region=RegionBrief(code=code, name=names[code]), **_share(selection, sums, province=code)
            )
            for code, sums in rows
        ],
    )


def _query(selection: Selection) -> Any:
    """Return a query for (province, covered, regions, population, population covered), in codes' order."""
    people = func.coalesce(col(Region.population), 0)
    each = (
        select(
            col(Region.parent_code).label("province"),
            people.label("people"),
            case((places.uses(selection), 1), else_=0).label("covered"),
        )
        .where(places.selected(selection))
        .subquery()
    )
    sums = (each.c.covered, 1, each.c.people, each.c.people * each.c.covered)
    return (
        select(each.c.province, *(func.sum(one) for one in sums))
        .group_by(each.c.province)
        .order_by(each.c.province)
    )


def _share(selection: Selection, sums: Sums, *, province: str | None = None) -> dict[str, Any]:
    covered, regions, population, population_covered = sums
    narrowed = selection if province is None else selection.narrowed_to(province)
    return {
        "covered": Figure(count=covered, records=narrowed.address("regions", showing="covered")),
        "regions": regions,
        "population": population,
        "population_covered": population_covered,
    }
