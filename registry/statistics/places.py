"""Places: how the adoptions of each region stand, and which regions use something themselves."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session, col

from livinglab.contract import RegionBrief
from livinglab.contract.adoptions import State
from livinglab.contract.statistics import ByRegion, Figure, RegionPage
from registry.adoption import naming
from registry.adoption.filters import PROVINCE, in_state
from registry.statistics import figures, reading
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application, CohortMember, Region

Showing = Literal["all", "recorded", "covered", "uncovered"]
REGENCIES = ("regency", "city")


def page(session: Session, selection: Selection, *, showing: Showing, after: str, limit: int) -> RegionPage:
    """Return regencies and cities after the code `after`; `next` is the last one's code where more follow."""
    query = _regencies(selection, showing).where(col(Region.code) > after).order_by(col(Region.code))
    rows = session.execute(query.limit(limit + 1)).scalars().all()
    return RegionPage(
        items=_rows(session, selection, rows[:limit], "region"),
        next=rows[limit - 1].code if len(rows) > limit else None,
        as_of=selection.today,
        total=count(session, selection, showing=showing),
    )


def provinces(session: Session, selection: Selection) -> RegionPage:
    """Return the provinces, each with all that lies in it, in one page."""
    query = select(Region).where(col(Region.kind) == "province").order_by(col(Region.code))
    rows = session.execute(query).scalars().all()
    items = _rows(session, selection, rows, "province")
    return RegionPage(items=items, as_of=selection.today, total=len(items))


def count(session: Session, selection: Selection, *, showing: Showing) -> int:
    """Return how many regencies and cities there are to show."""
    found = _regencies(selection, showing).with_only_columns(func.count(), maintain_column_froms=True)
    return int(session.execute(found).scalar_one())


def figure(session: Session, selection: Selection, *, showing: Showing) -> Figure:
    """Return the same with the list of them."""
    number = count(session, selection, showing=showing)
    return Figure(count=number, records=selection.address("regions", showing=showing))


def selected(selection: Selection) -> ColumnElement[bool]:
    """Return what holds of the regencies and cities that the filters leave."""
    wanted: ColumnElement[bool] = col(Region.kind).in_(REGENCIES)
    code, cohort = selection.filters.region, selection.filters.cohort
    if code is not None:
        wanted &= (col(Region.parent_code) if len(code) == PROVINCE else col(Region.code)) == code
    if cohort is not None:
        members = select(col(CohortMember.region_code)).where(col(CohortMember.cohort_slug) == cohort)
        wanted &= col(Region.code).in_(members)
    return wanted


def uses(selection: Selection) -> ColumnElement[bool]:
    """Return what holds of a region that itself uses something today, not only a village in it."""
    own = col(Adoption.region_code) == Region.code
    return _adoptions(selection, own, in_state(State.IN_USE, today=selection.today))


def standing(
    session: Session, selection: Selection, codes: Sequence[str], kind: Literal["region", "province"]
) -> dict[str, Counter[State]]:
    """Return how many adoptions are in each state today, by code, each with all that lies in it."""
    if selection.application is None and (kind == "region" or selection.filters.cohort is None):
        scopes = {f"{kind}:{code}": code for code in codes}
        found = reading.standing_by_scope(session, list(scopes), month=selection.month)
        return {code: found[scope] for scope, code in scopes.items()}
    column: Any = Adoption.regency_code if kind == "region" else Adoption.province_code
    return reading.standing_by(session, selection, col(column), codes)


def _regencies(selection: Selection, showing: Showing) -> Any:
    wanted: dict[Showing, ColumnElement[bool]] = {
        "all": true(),
        "recorded": _adoptions(
            selection, col(Adoption.regency_code) == Region.code, col(Adoption.state) != State.NONE
        ),
        "covered": uses(selection),
        "uncovered": ~uses(selection),
    }
    return select(Region).where(selected(selection), wanted[showing])


def _adoptions(selection: Selection, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether there is an adoption that holds `where`, of the selected application if there is one."""
    found = select(col(Adoption.id)).where(*where)
    if selection.application is not None:
        found = found.where(col(Adoption.application_id) == selection.application.id)
    if selection.application is not None and selection.is_partial:
        application = select(col(Application.id)).where(
            col(Application.id) == Adoption.application_id, naming.named(selection.caller)
        )
        found = found.where(application.correlate(Adoption).exists())
    return found.correlate(Region).exists()


def _rows(
    session: Session, selection: Selection, regions: Sequence[Region], kind: Literal["region", "province"]
) -> list[ByRegion]:
    codes = [region.code for region in regions]
    counted = standing(session, selection, codes, kind)
    using = select(col(Region.code)).where(col(Region.code).in_(codes), uses(selection))
    found = set(session.execute(using).scalars())
    return [
        ByRegion(
            region=RegionBrief(code=region.code, name=region.name),
            population=region.population,
            uses=region.code in found,
            **figures.states(selection, counted[region.code], region=region.code),
        )
        for region in regions
    ]
