"""Used: which applications are in use in some places, as far as the caller may be told."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from livinglab.contract import RegionBrief
from livinglab.contract.adoptions import State
from registry.access.callers import Caller
from registry.adoption import naming
from registry.adoption.filters import PROVINCE, in_state
from registry.tables import Adoption, Application, Region

# What a region has begun with, or has tried: it need not be told of it.
BEGUN = (State.INTERESTED, State.PREPARING, State.PILOTING, State.IN_USE, State.STOPPED)


class Used(NamedTuple):
    """One application, and how many adoptions of it are in use."""

    number: int
    slug: str
    name: str
    in_use: int


def most(
    session: Session, codes: Collection[str], *, caller: Caller, today: date, limit: int, but: str = ""
) -> Sequence[Used]:
    """Return what is most in use within provinces, regencies or cities, the most used first.

    `but` leaves out what a region, or anything in it, has begun with, or used before.
    """
    count = func.count().label("count")
    query = (
        select(col(Application.id), col(Application.slug), col(Application.name), count)
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(_within(codes), in_state(State.IN_USE, today=today), naming.named(caller))
        .group_by(col(Application.id), col(Application.slug), col(Application.name))
        .order_by(count.desc(), col(Application.slug))
    )
    if but:
        known = select(col(Adoption.application_id)).where(_within([but]), col(Adoption.state).in_(BEGUN))
        query = query.where(col(Application.id).not_in(known))
    return [Used(*row) for row in session.execute(query.limit(limit)).all()]


def users(
    session: Session, codes: Collection[str], *, of: Sequence[Used], caller: Caller, today: date, limit: int
) -> dict[int, list[RegionBrief]]:
    """Return, by application's number, some regencies and cities that use it, in the order of codes."""
    return {
        one.number: [RegionBrief(code=code, name=name) for code, name in session.execute(query).all()]
        for one in of
        for query in [_users(codes, one.number, caller, today).limit(limit)]
    }


def by_region(
    session: Session, codes: Sequence[str], *, caller: Caller, today: date, limit: int
) -> dict[str, list[Used]]:
    """Return, by code, some of what each regency or city itself uses, the longest used first."""
    return {code: _of_region(session, code, caller, today, limit) for code in codes}


def recorded(session: Session, *, caller: Caller, limit: int) -> Sequence[tuple[str, str]]:
    """Return (slug, name) of applications with anything recorded, by name: those that may be named."""
    found = select(col(Adoption.id)).where(
        col(Adoption.application_id) == Application.id, col(Adoption.state) != State.NONE
    )
    query = select(col(Application.slug), col(Application.name)).where(
        naming.wholly_named(caller), found.exists()
    )
    rows = session.execute(query.order_by(func.lower(Application.name), col(Application.slug)).limit(limit))
    return [(slug, name) for slug, name in rows.all()]


def _of_region(session: Session, code: str, caller: Caller, today: date, limit: int) -> list[Used]:
    query = (
        select(col(Application.id), col(Application.slug), col(Application.name))
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(col(Adoption.region_code) == code, in_state(State.IN_USE, today=today), naming.named(caller))
        .order_by(col(Adoption.since), col(Adoption.id))
    )
    rows = session.execute(query.limit(limit)).all()
    found = {number: Used(number, slug, name, 1) for number, slug, name in rows}
    return list(found.values())


def _users(codes: Collection[str], number: int, caller: Caller, today: date) -> Any:
    return (
        select(col(Region.code), col(Region.name))
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
        .join(Region, col(Region.code) == Adoption.regency_code)
        .where(
            _within(codes),
            col(Adoption.application_id) == number,
            in_state(State.IN_USE, today=today),
            naming.named(caller),
        )
        .distinct()
        .order_by(col(Region.code))
    )


def _within(codes: Collection[str]) -> ColumnElement[bool]:
    """Return what holds of adoptions in any of these provinces, regencies and cities."""
    provinces = [code for code in codes if len(code) == PROVINCE]
    regencies = [code for code in codes if len(code) > PROVINCE]
    if not regencies:
        return col(Adoption.province_code).in_(provinces)
    if not provinces:
        return col(Adoption.regency_code).in_(regencies)
    return or_(col(Adoption.province_code).in_(provinces), col(Adoption.regency_code).in_(regencies))
