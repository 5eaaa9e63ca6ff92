"""Applications: how each is adopted. Those that a caller may not be told of are one row without a name."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import ApplicationPage, ByApplication
from registry.adoption import naming
from registry.adoption.filters import conditions, in_state
from registry.statistics import figures, reading
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application

Row = tuple[int, str, str]


def page(
    session: Session, selection: Selection, *, state: State | None, after: str, limit: int
) -> ApplicationPage:
    """Return applications after the slug `after` that have anything recorded, or something in `state`.

    `next` is the slug of the last item where more follow. The row without a name ends the last page.
    """
    total, named = count(session, selection, state=state)
    told = naming.wholly_named(selection.caller)
    query = select(col(Application.id), col(Application.slug), col(Application.name)).where(
        told, _has(selection, state), col(Application.slug) > after
    )
    rows = session.execute(query.order_by(col(Application.slug)).limit(limit + 1)).all()
    shown: list[Row] = [(number, slug, name) for number, slug, name in rows[:limit]]
    more = len(rows) > limit
    items = _named(session, selection, shown)
    if not more and total > named:
        items.append(_unnamed(session, selection, state))
    following = shown[-1][1] if more else None
    return ApplicationPage(
        items=items, next=following, as_of=selection.today, total=total, unnamed=total - named
    )


def count(session: Session, selection: Selection, *, state: State | None) -> tuple[int, int]:
    """Return how many applications have something in `state`, or anything, and how many may be named."""
    named = func.count().filter(naming.wholly_named(selection.caller))
    query = select(func.count(), named).select_from(Application).where(_has(selection, state))
    total, told = session.execute(query).one()
    return total, told


def _has(selection: Selection, state: State | None) -> ColumnElement[bool]:
    """Return what holds of an application with something in `state`, or anything, in the selection."""
    wanted = col(Adoption.state) != State.NONE if state is None else in_state(state, today=selection.today)
    found = select(col(Adoption.application_id)).where(
        wanted, *conditions(selection.filters, today=selection.today)
    )
    if selection.filters.region is None and selection.filters.cohort is None:
        return found.where(col(Adoption.application_id) == Application.id).exists()
    return col(Application.id).in_(found)  # by the region's index, once


def _named(session: Session, selection: Selection, rows: Sequence[Row]) -> list[ByApplication]:
    counted = _standing(session, selection, [number for number, _, _ in rows])
    return [
        ByApplication(
            application=slug, name=name, **figures.states(selection, counted[number], application=slug)
        )
        for number, slug, name in rows
    ]


def _unnamed(session: Session, selection: Selection, state: State | None) -> ByApplication:
    told = naming.wholly_named(selection.caller)
    hidden = select(col(Application.id)).where(~told, _has(selection, state)).order_by(col(Application.id))
    numbers = list(session.execute(hidden).scalars())
    counted = sum(_standing(session, selection, numbers).values(), Counter[State]())
    return ByApplication(application=None, **figures.unnamed(counted))


def _standing(session: Session, selection: Selection, numbers: Sequence[int]) -> dict[int, Counter[State]]:
    """Return how many adoptions are in each state, by application."""
    if selection.filters.region is None and selection.filters.cohort is None:
        scopes = {f"application:{number}": number for number in numbers}
        found = reading.standing_by_scope(session, list(scopes), month=selection.month)
        return {number: found[scope] for scope, number in scopes.items()}
    return reading.standing_by(session, selection, col(Adoption.application_id), numbers)
