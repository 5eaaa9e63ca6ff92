"""Members: what a region of a cohort does with which application, as far as the caller may be told."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import MemberApplication
from registry.adoption import naming
from registry.adoption.filters import in_state
from registry.adoption.tallies import STEP_NAMES
from registry.statistics.selection import Selection
from registry.tables import Adoption, Application

MOST = 5  # applications a region


def told_of(
    session: Session, selection: Selection, states: Mapping[str, State]
) -> dict[str, list[MemberApplication]]:
    """Return, by region, applications that are in its state, the newest sign of use first."""
    made: dict[str, list[MemberApplication]] = defaultdict(list)
    for code, state in states.items():
        if state is not State.NONE:
            rows = session.execute(_query(selection, code, state)).all()
            made[code] = [_shown(selection, code, state, *row) for row in rows]
    return made


def _query(selection: Selection, code: str, state: State) -> Any:
    """Return a query that ends after a few rows of one region: there may be hundreds."""
    return (
        select(Adoption, col(Application.slug), col(Application.name))
        .join(Application, col(Application.id) == Adoption.application_id)
        .where(
            col(Adoption.regency_code) == code,
            in_state(state, today=selection.today),
            naming.named(selection.caller),
        )
        .order_by(col(Adoption.expires_on).desc(), col(Adoption.since).desc(), col(Adoption.id))
        .limit(MOST)
    )


def _shown(
    selection: Selection, code: str, state: State, adoption: Adoption, slug: str, name: str
) -> MemberApplication:
    lapsed_on = adoption.expires_on + timedelta(1) if adoption.expires_on else None
    return MemberApplication(
        application=slug,
        name=name,
        state=state,
        since=lapsed_on if state is State.LAPSED else adoption.since,
        version=adoption.version,
        furthest_step=STEP_NAMES[adoption.furthest - 1] if adoption.furthest else None,
        records=replace(selection.filters, cohort=None, region=code, application=slug).address(),
    )
