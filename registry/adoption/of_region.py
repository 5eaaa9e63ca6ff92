"""Adoptions of one region, furthest along first, and how many there are in each state."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from registry.access.callers import Caller
from registry.adoption import naming
from registry.adoption.filters import in_state, within
from registry.adoption.listing import Count, Row
from registry.tables import Adoption, Application

ORDER = (State.IN_USE, State.PILOTING, State.PREPARING, State.INTERESTED, State.LAPSED, State.STOPPED)
PROVINCE = len("32")


def first(session: Session, code: str, *, caller: Caller, today: date, limit: int) -> Sequence[Row]:
    """Return what a region does, and what its parts do, as far as the caller may be told, by state and name.

    Of a province only what its own government does: its regencies have pages of their own.
    """
    rank = case(*((in_state(state, today=today), number) for number, state in enumerate(ORDER)))
    query = (
        select(Adoption, Application)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(_of(code), col(Adoption.state) != State.NONE, naming.named(caller))
        .order_by(rank, func.lower(Application.name), col(Adoption.id))
    )
    return [(adoption, application) for adoption, application in session.execute(query.limit(limit)).all()]


def counts(session: Session, code: str, *, caller: Caller, today: date) -> Mapping[State, Count]:
    """Return how many of the same there are in each state, and how many of them the caller is not told of."""
    key: tuple[Any, ...] = (col(Adoption.state), col(Adoption.expires_on) < today)
    query = (
        select(*key, func.count(), func.count().filter(naming.named(caller)))
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(_of(code), col(Adoption.state) != State.NONE)
        .group_by(*key)
    )
    made: dict[State, Count] = {}
    for state, lapsed, total, told in session.execute(query).all():
        shown = State.LAPSED if lapsed and state == State.IN_USE else State(state)
        before = made.get(shown, Count(0, 0))
        made[shown] = Count(before.total + total, before.unnamed + total - told)
    return made


def _of(code: str) -> ColumnElement[bool]:
    return col(Adoption.region_code) == code if len(code) == PROVINCE else within(code)
