"""Reading: the counts of a selection, from the roll-ups, or from the events of a few adoptions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from livinglab.contract.adoptions import State
from livinglab.contract.statistics import Days
from registry.adoption import naming, states
from registry.adoption.filters import conditions
from registry.adoption.tallies import Tally, tally
from registry.statistics.selection import Selection
from registry.tables import Adoption, AdoptionEvent, Application, DayCount, MonthCount

SHOWN = (State.INTERESTED, State.PREPARING, State.PILOTING, State.IN_USE, State.LAPSED, State.STOPPED)
STANDING = [f"standing:{state}" for state in SHOWN if state is not State.LAPSED]
AT_ONCE = 500  # scopes in one query


class Counts(NamedTuple):
    """What was read: how often each measure was counted to the end of this month, and days by pair."""

    sums: Counter[str]
    days: Mapping[str, Days]


def read(
    session: Session, selection: Selection, measures: Sequence[str], pairs: Sequence[str] = ()
) -> Counts:
    """Return the sums of `measures` up to the present month, and the days of `pairs`."""
    if selection.scopes is not None:
        return Counts(_sums(session, selection, measures), _days(session, selection, pairs))
    counted = few(session, selection)
    sums = Counter[str]()
    for (measure, month), count in counted.months.items():
        if month <= selection.month and measure in measures:
            sums[measure] += count
    return Counts(sums, {pair: _of_counter(counted.days, pair) for pair in pairs})


def series(session: Session, selection: Selection, measures: Sequence[str]) -> Counter[tuple[str, int]]:
    """Return how often each measure was counted in each month, from the first to the present one."""
    if selection.scopes is None:
        return few(session, selection).months
    key = (col(MonthCount.measure), col(MonthCount.month))
    rows = session.execute(
        select(*key, func.sum(col(MonthCount.count))).where(*_where(selection, measures)).group_by(*key)
    ).all()
    return Counter({(measure, month): int(count) for measure, month, count in rows})


def standing(session: Session, selection: Selection) -> Counter[State]:
    """Return how many adoptions are in each state today."""
    if selection.scopes is not None:
        found = standing_by_scope(session, selection.scopes, month=selection.month)
        return sum(found.values(), Counter[State]())
    column = col(Adoption.application_id)
    found = standing_by(session, selection, column, [selection.application and selection.application.id])
    return sum(found.values(), Counter[State]())


def standing_by_scope(session: Session, scopes: Sequence[str], *, month: int) -> dict[str, Counter[State]]:
    """Return how many adoptions are in each state in a month that is not over, by scope."""
    made: dict[str, Counter[State]] = defaultdict(Counter)
    held = col(MonthCount.month) >= month
    key = (col(MonthCount.scope), col(MonthCount.measure), held)
    for start in range(0, len(scopes), AT_ONCE):
        query = select(*key, func.sum(col(MonthCount.count))).where(
            col(MonthCount.scope).in_(scopes[start : start + AT_ONCE]), col(MonthCount.measure).in_(STANDING)
        )
        for scope, measure, holds, count in session.execute(query.group_by(*key)).all():
            state = State(measure.partition(":")[2])
            made[scope][_today(state, lapsed=state is State.IN_USE and not holds)] += int(count)
    return made


def standing_by(
    session: Session, selection: Selection, key: Mapped[Any], values: Sequence[Any]
) -> dict[Any, Counter[State]]:
    """Return the same for the selected adoptions themselves, by a column of theirs."""
    made: dict[Any, Counter[State]] = defaultdict(Counter)
    lapsed = col(Adoption.expires_on) < selection.today
    group = (key, col(Adoption.state), lapsed)
    query = chosen(selection, *group, func.count()).where(key.in_(values)).group_by(*group)
    for value, state, has_lapsed, count in session.execute(query).all():
        if state != State.NONE:
            made[value][_today(state, lapsed=bool(has_lapsed))] += count
    return made


def few(session: Session, selection: Selection) -> Tally:
    """Return the sum of the tallies of the selected adoptions, from their events."""
    query = chosen(
        selection,
        Adoption.id,
        Adoption.fetched_on,
        AdoptionEvent.id,
        AdoptionEvent.stage,
        AdoptionEvent.happened_on,
        AdoptionEvent.corrects_id,
    ).join(AdoptionEvent, col(AdoptionEvent.adoption_id) == Adoption.id)
    made = Tally()
    # Sorted here: asked for an order, SQLite goes through all adoptions in it rather than to the few.
    rows = sorted(session.execute(query).all(), key=lambda row: (row[0], row[2]))
    for (_, fetched_on), group in groupby(rows, key=lambda row: row[:2]):
        events = states.effective([_Event(*row[2:]) for row in group])
        made.add(tally(events, version=None, fetched_on=fetched_on))
    return made


def chosen(selection: Selection, *columns: Any) -> Any:
    """Return a query for columns of the selected adoptions, joined to their applications."""
    query = (
        select(*columns)
        .select_from(Adoption)
        .join(Application, col(Application.id) == Adoption.application_id)
    )
    if selection.filters.tells_apart:
        query = query.where(naming.named(selection.caller))
    return query.where(*conditions(selection.filters, today=selection.today))


@dataclass(slots=True)
class _Event:
    """What the derivation reads of an event."""

    id: int | None
    stage: str
    happened_on: date
    corrects_id: int | None


def _today(state: str, *, lapsed: bool) -> State:
    return State.LAPSED if state == State.IN_USE and lapsed else State(state)


def _where(selection: Selection, measures: Sequence[str]) -> tuple[Any, ...]:
    return (
        col(MonthCount.scope).in_(selection.scopes or ()),
        col(MonthCount.measure).in_(measures),
        col(MonthCount.month) <= selection.month,
    )


def _sums(session: Session, selection: Selection, measures: Sequence[str]) -> Counter[str]:
    query = select(col(MonthCount.measure), func.sum(col(MonthCount.count))).where(
        *_where(selection, measures)
    )
    rows = session.execute(query.group_by(col(MonthCount.measure))).all()
    return Counter({measure: int(count) for measure, count in rows})


def _days(session: Session, selection: Selection, pairs: Sequence[str]) -> dict[str, Days]:
    """Return the exact medians: of an even number, the mean of the two in the middle."""
    if not pairs:
        return {}
    where = (col(DayCount.scope).in_(selection.scopes or ()), col(DayCount.pair).in_(pairs))
    made = {pair: Days() for pair in pairs}
    for pair, count in session.execute(
        select(col(DayCount.pair), func.sum(col(DayCount.count)))
        .where(*where, col(DayCount.days) < 0)
        .group_by(col(DayCount.pair))
    ).all():
        made[pair] = Days(reversed=int(count))
    for pair, total, low, high in session.execute(_medians(where)).all():
        made[pair] = Days(median_days=(low + high) / 2, counted=total, reversed=made[pair].reversed)
    return made


def _medians(where: tuple[Any, ...]) -> Any:
    """Return a query for (pair, how many, the lower and the upper of the two in the middle)."""
    by_days = (
        select(
            col(DayCount.pair),
            col(DayCount.days),
            cast(func.sum(col(DayCount.count)), Integer).label("count"),
        )
        .where(*where, col(DayCount.days) >= 0)
        .group_by(col(DayCount.pair), col(DayCount.days))
        .subquery()
    )
    up_to = func.sum(by_days.c.count).over(partition_by=by_days.c.pair, order_by=by_days.c.days)
    total = func.sum(by_days.c.count).over(partition_by=by_days.c.pair)
    ranked = select(
        by_days.c.pair,
        by_days.c.days,
        by_days.c.count,
        cast(up_to, Integer).label("up_to"),
        cast(total, Integer).label("total"),
    ).subquery()
    lower, upper = (ranked.c.total + 1) // 2, ranked.c.total // 2 + 1
    middle = (ranked.c.up_to >= lower) & (ranked.c.up_to - ranked.c.count < upper)
    return (
        select(ranked.c.pair, ranked.c.total, func.min(ranked.c.days), func.max(ranked.c.days))
        .where(middle)
        .group_by(ranked.c.pair, ranked.c.total)
    )


def _of_counter(counted: Counter[tuple[str, int]], pair: str) -> Days:
    days = sorted((days, count) for (name, days), count in counted.items() if name == pair)
    forward = [one for one, count in days if one >= 0 for _ in range(count)]
    backward = sum(count for one, count in days if one < 0)
    if not forward:
        return Days(reversed=backward)
    middle = forward[(len(forward) - 1) // 2] + forward[len(forward) // 2]
    return Days(median_days=middle / 2, counted=len(forward), reversed=backward)
