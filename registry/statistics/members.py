"""Members: what a region of a cohort does with which application, as far as the caller may be told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import MemberApplication
from registry.adoption import naming
from registry.adoption.filters import in_state
from registry.adoption.tallies import STEP_NAMES
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application

MOST = 5  # applications a region
MOST_MEMBERS = 100  # of a cohort whose members' applications are named
COLUMNS = (Adoption.since, Adoption.expires_on, Adoption.version, Adoption.furthest)


def told_of(
    session: Session, selection: Selection, states: Mapping[str, State]
) -> dict[str, list[MemberApplication]]:
    """Return, by region, applications that are in its state, the newest sign of use first."""
    queries = {state: _query(selection, state) for state in {*states.values()} - {State.NONE}}
    made: dict[str, list[MemberApplication]] = {}
    for code, state in states.items():
        rows = session.execute(queries[state], {"code": code}).all() if state in queries else []
        made[code] = [_shown(selection, code, state, *row) for row in rows]
    return made


def _query(selection: Selection, state: State) -> Any:
    """Return a query that ends after a few rows of one region: there may be hundreds."""
    newest = (col(Adoption.expires_on).desc(), col(Adoption.since).desc(), col(Adoption.id))
    return (
        select(*(col(column) for column in COLUMNS), col(Application.slug), col(Application.name))
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(
            col(Adoption.regency_code) == bindparam("code"),
            in_state(state, today=selection.today),
            naming.named(selection.caller),
        )
        .order_by(*newest)
        .limit(MOST)
    )


def _shown(selection: Selection, code: str, state: State, *row: Any) -> MemberApplication:
    since, expires_on, version, furthest, slug, name = row
    return MemberApplication(
        application=slug,
        name=name,
        state=state,
        since=expires_on + timedelta(1) if state is State.LAPSED else since,
        version=version,
        furthest_step=STEP_NAMES[furthest - 1] if furthest else None,
        records=selection.figure(0, cohort=None, region=code, application=slug).records or "",
    )
