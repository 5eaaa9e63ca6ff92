"""Cohorts: of the regions that signed, how many follow through, with what, since when, where it stopped."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from livinglab.contract import RegionBrief, Sentence
from livinglab.contract import statistics as wire
from livinglab.contract.adoptions import State
from livinglab.language import Text
from registry.adoption.filters import in_state
from registry.adoption.tallies import STEP_NAMES
from registry.errors import NotFound
from registry.statistics import figures
from registry.statistics.funnel import funnel
from registry.statistics.members import MOST_MEMBERS, told_of
from registry.statistics.selection import Selection
from registry.tables import Adoption, Cohort, CohortMember, Region

# From the furthest down: what lapsed was in use, what stopped is not on its way any more.
ORDER = (
    State.IN_USE,
    State.LAPSED,
    State.PILOTING,
    State.PREPARING,
    State.INTERESTED,
    State.STOPPED,
    State.NONE,
)
Member = tuple[CohortMember, Region]


@dataclass
class _Standing:
    """What the adoptions of one region come to."""

    states: Counter[State] = field(default_factory=Counter)
    since: dict[State, date | None] = field(default_factory=dict)
    furthest: dict[State, int] = field(default_factory=dict)
    days: list[tuple[date, date]] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def state(self) -> State:
        """The state of the furthest one."""
        return next((state for state in ORDER if self.states[state]), State.NONE)


def brief(session: Session, *, after: str, limit: int) -> Sequence[wire.CohortBrief]:
    """Return cohorts after a slug, in the order of slugs."""
    query = select(Cohort).where(col(Cohort.slug) > after).order_by(col(Cohort.slug)).limit(limit)
    rows = session.execute(query).scalars().all()
    known = _known(session, [row.slug for row in rows])
    return [wire.CohortBrief(**_brief(row, known[row.slug])) for row in rows]


def require(session: Session, slug: str) -> None:
    """Raise NotFound unless there is a cohort of this name."""
    if session.get(Cohort, slug) is None:
        raise NotFound(
            Text(
                id=f"Tidak ada kohor bernama {slug}. Daftarnya di /api/v1/statistics/cohorts.",
                en=f"There is no cohort called {slug}. /api/v1/statistics/cohorts lists them.",
            )
        )


def one(session: Session, selection: Selection) -> wire.Cohort:
    """Return the cohort that the selection names, with every region of it."""
    slug = selection.filters.cohort or ""
    row = session.get_one(Cohort, slug)
    members = _members(session, slug)
    standing = _standing(session, selection, [region.code for _, region in members])
    states = {region.code: standing[region.code].state for _, region in members}
    told = told_of(session, selection, states) if len(members) <= MOST_MEMBERS else {}
    return wire.Cohort(
        **_brief(row, _known(session, [slug])[slug]),
        as_of=selection.today,
        follow_through=_follow_through(Counter(states.values()), row.size),
        funnel=funnel(session, selection),
        members=[
            _member(selection, row, member, standing[member[1].code], told.get(member[1].code))
            for member in members
        ],
    )


def _brief(row: Cohort, known: dict[str, int]) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "signed_on": row.signed_on,
        "size": row.size,
        "known": sum(known.values()),
        "by_confidence": known,
        "note": Sentence(id=row.note_id, en=row.note_en),
        "source": row.source,
    }


def _known(session: Session, slugs: Sequence[str]) -> dict[str, dict[str, int]]:
    key = (col(CohortMember.cohort_slug), col(CohortMember.confidence))
    query = select(*key, func.count()).where(key[0].in_(slugs)).group_by(*key).order_by(*key)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for slug, confidence, count in session.execute(query).all():
        found[slug][confidence] = count
    return found


def _members(session: Session, slug: str) -> list[Member]:
    query = (
        select(CohortMember, Region)
        .join(Region, col(Region.code) == CohortMember.region_code)
        .where(col(CohortMember.cohort_slug) == slug)
    )
    return [(member, region) for member, region in session.execute(query.order_by(col(Region.code))).all()]


def _standing(session: Session, selection: Selection, codes: Sequence[str]) -> dict[str, _Standing]:
    """Return how the adoptions of each region stand, in one look at an index that has it all."""
    key = (col(Adoption.regency_code), col(Adoption.state), col(Adoption.expires_on) < selection.today)
    lowest = [func.min(col(one)) for one in (Adoption.since, Adoption.expires_on, Adoption.first_on)]
    highest = [func.max(col(one)) for one in (Adoption.last_on, Adoption.furthest)]
    query = select(*key, func.count(), *lowest, *highest).where(
        key[0].in_(codes), col(Adoption.state) != State.NONE
    )
    made: dict[str, _Standing] = defaultdict(_Standing)
    for code, state, lapsed, count, since, expires_on, *rest in session.execute(query.group_by(*key)).all():
        shown = State.LAPSED if lapsed and state == State.IN_USE else State(state)
        first_on, last_on, furthest = rest
        made[code].states[shown] = count
        made[code].since[shown] = expires_on + timedelta(1) if shown is State.LAPSED else since
        made[code].furthest[shown] = furthest
        made[code].days.append((first_on, last_on))
    for code, reason, count in session.execute(_reasons(selection, codes)).all():
        made[code].reasons[reason] = count
    return made


def _reasons(selection: Selection, codes: Sequence[str]) -> Any:
    key = (col(Adoption.regency_code), col(Adoption.reason))
    stopped = in_state(State.STOPPED, today=selection.today)
    query = select(*key, func.count()).where(key[0].in_(codes), stopped, key[1].is_not(None))
    return query.group_by(*key).order_by(*key)


def _member(
    selection: Selection,
    cohort: Cohort,
    member: Member,
    standing: _Standing,
    told: list[wire.MemberApplication] | None,
) -> wire.CohortMember:
    row, region = member
    state = standing.state
    furthest = max(standing.furthest.values(), default=0)
    stopped = standing.furthest.get(State.STOPPED, 0) if state is State.STOPPED else 0
    return wire.CohortMember(
        region=RegionBrief(code=region.code, name=region.name),
        signed_on=row.signed_on or cohort.signed_on,
        confidence=row.confidence,
        evidence=row.evidence,
        state=state,
        since=standing.since.get(state),
        first_on=min((first for first, _ in standing.days), default=None),
        last_on=max((last for _, last in standing.days), default=None),
        furthest_step=step(furthest),
        stopped_after=step(stopped),
        stop_reasons=dict(standing.reasons),
        applications=told,
        **figures.states(selection, standing.states, region=region.code),
    )


def step(furthest: int) -> str | None:
    """Return the name of a step by its number from 1; None for none."""
    return STEP_NAMES[furthest - 1] if furthest else None


def _follow_through(states: Counter[State], size: int | None) -> list[wire.FollowThrough]:
    known = states.total()
    return [
        wire.FollowThrough(
            state=state,
            regions=states[state],
            share=states[state] / known if known else None,
            share_of_size=states[state] / size if size else None,
        )
        for state in ORDER
    ]
