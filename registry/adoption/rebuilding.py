"""Rebuilding: what is derived from the events, reckoned anew and held against what is stored."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, literal, update
from sqlmodel import Session, col, func, select

from livinglab.contract.adoptions import State
from registry import journal
from registry.adoption import derived, months, rollups, states
from registry.adoption.filters import REGENCY
from registry.adoption.states import HOLDS_MONTHS, Period
from registry.adoption.sums import Sums
from registry.adoption.tallies import RETAINED_YEARS, SHOWS_AFTER, tally
from registry.tables import (
    Adoption,
    AdoptionEvent,
    AdoptionPeriod,
    AdoptionStatement,
    CohortMember,
    DayCount,
    FetchCount,
    MonthCount,
    Release,
)

AT_ONCE = 1000  # adoptions in memory
READ: tuple[Any, ...] = (
    AdoptionEvent.adoption_id,
    AdoptionEvent.id,
    AdoptionEvent.stage,
    AdoptionEvent.happened_on,
    AdoptionEvent.corrects_id,
    AdoptionEvent.version,
    AdoptionEvent.commit,
    AdoptionEvent.reason,
)


@dataclass(frozen=True)
class Found:
    """How much is stored that does not follow from the events."""

    seen: int  # adoptions in all
    adoptions: int  # whose columns differ
    periods: int  # adoptions whose periods differ
    rollups: int  # rows that differ, are too many or are missing

    @property
    def differing(self) -> int:
        """All that differs."""
        return self.adoptions + self.periods + self.rollups


@dataclass
class _Reckoned:
    """One batch of adoptions: what is stored, and what follows from the events."""

    wrong: list[dict[str, Any]] = field(default_factory=list)  # columns to be written
    periods: list[tuple[int, Sequence[Period]]] = field(default_factory=list)  # of whom, to be written


def check(session: Session) -> Found:
    """Reckon everything anew and count what differs from what is stored; nothing is written."""
    sums, counted = _reckon(session, mend=False)
    return replace(counted, rollups=sums.differing(session))


def rebuild(session: Session, *, actor: str) -> Found:
    """Reckon everything anew, write what differs and say how much that was.

    Nobody records meanwhile: on SQLite nobody writes anything.
    """
    journal.hold(session)
    sums, counted = _reckon(session, mend=True)
    found = replace(counted, rollups=sums.mend(session))
    if found.differing:
        detail = {"adoptions": found.adoptions, "periods": found.periods, "rollups": found.rollups}
        journal.append(session, actor=actor, action="statistics.rebuilt", subject="statistics", detail=detail)
    return found


def rebuild_cohort(session: Session, slug: str) -> None:
    """Sum up a cohort's roll-ups anew, from those of its regions: its members have changed."""
    journal.hold(session)
    scope = f"cohort:{slug}"
    members = select(literal("region:") + col(CohortMember.region_code)).where(
        CohortMember.cohort_slug == slug, func.length(CohortMember.region_code) == REGENCY
    )
    tables: Any = ((MonthCount, ("measure", "month")), (DayCount, ("pair", "days")))
    for table, names in tables:
        keys: list[Any] = [getattr(table, name) for name in names]
        session.execute(delete(table).where(col(table.scope) == scope))
        columns: list[Any] = [literal(scope), *keys, func.sum(table.count)]
        summed = (
            select(*columns)
            .where(col(table.scope).in_(members))
            .group_by(*keys)
            .having(func.sum(table.count) != 0)
        )
        session.execute(insert(table).from_select(["scope", *names, "count"], summed))


def _reckon(session: Session, *, mend: bool) -> tuple[Sums, Found]:
    """Go through all adoptions in the order of their numbers; return their sums, and how many differed."""
    sums, cohorts, fetched = Sums(*_months(session)), _cohorts(session), _first_fetches(session)
    seen = wrong = periods = 0
    for rows in _batches(session):
        batch = _batch(session, rows, sums, cohorts, fetched)
        seen, wrong, periods = seen + len(rows), wrong + len(batch.wrong), periods + len(batch.periods)
        if mend:
            _write(session, batch)
    return sums, Found(seen, wrong, periods, rollups=0)


def _months(session: Session) -> tuple[int, int]:
    """Return the first and the last month in which anything can be counted."""
    happened = col(AdoptionEvent.happened_on)
    first, last = session.exec(select(func.min(happened), func.max(happened))).one()
    if first is None or last is None:
        return 1, 1
    latest = months.month_of(last) + max(HOLDS_MONTHS + 1, 12 * RETAINED_YEARS + SHOWS_AFTER)
    return months.month_of(first), latest


def _cohorts(session: Session) -> Mapping[str, list[str]]:
    """Return the scopes of the cohorts that each regency and city stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for member in session.exec(select(CohortMember)):
        found[member.region_code].append(f"cohort:{member.cohort_slug}")
    return found


def _first_fetches(session: Session) -> Mapping[tuple[int, str], date]:
    """Return the day of the first download by application and regency, city or province itself."""
    place = func.substr(col(FetchCount.region_code), 1, REGENCY)
    query = (
        select(Release.application_id, place, func.min(FetchCount.day))
        .join(FetchCount, col(FetchCount.release_id) == Release.id)
        .where(FetchCount.region_code != "")
        .group_by(col(Release.application_id), place)
    )
    return {(number, code): day for number, code, day in session.exec(query)}


def _batches(session: Session) -> Iterator[Sequence[Adoption]]:
    after = 0
    while True:
        query = select(Adoption).where(col(Adoption.id) > after).order_by(col(Adoption.id)).limit(AT_ONCE)
        rows = session.exec(query).all()
        if not rows:
            return
        after = rows[-1].id or 0
        yield rows
        session.expunge_all()


def _batch(
    session: Session,
    rows: Sequence[Adoption],
    sums: Sums,
    cohorts: Mapping[str, list[str]],
    fetched: Mapping[tuple[int, str], date],
) -> _Reckoned:
    between = (rows[0].id or 0, rows[-1].id or 0)
    events, stored, said = _events(session, between), _periods(session, between), _said(session, between)
    made = _Reckoned()
    for row in rows:
        number, regency = row.id or 0, row.region_code[:REGENCY]
        standing: Sequence[Any] = states.effective(events.get(number, []))
        found = states.periods(standing)
        first = fetched.get((row.application_id, regency))
        values = {
            **derived.columns(standing, found),
            "fetched_on": first,
            "donor_says": said.get(number),
        }
        if any(getattr(row, name) != value for name, value in values.items()):
            made.wrong.append({"id": number, **values})
        if stored.get(number, []) != found:
            made.periods.append((number, found))
        counted = tally(standing, version=values["version"], fetched_on=first, found=found)
        sums.add(rollups.scopes_of(row, cohorts.get(regency, [])), row.application_id, counted)
    return made


def _events(session: Session, between: tuple[int, int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    query: Any = select(*READ).where(col(AdoptionEvent.adoption_id).between(*between))
    for row in session.execute(query).all():
        found[row.adoption_id].append(row)
    return found


def _periods(session: Session, between: tuple[int, int]) -> Mapping[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    query = select(AdoptionPeriod).where(col(AdoptionPeriod.adoption_id).between(*between))
    ordered = query.order_by(col(AdoptionPeriod.adoption_id), col(AdoptionPeriod.position))
    for row in session.exec(ordered):
        found[row.adoption_id].append(Period(State(row.state), row.since, row.until, row.first))
    return found


def _said(session: Session, between: tuple[int, int]) -> Mapping[int, str | None]:
    """Return what donors say of adoptions: the newest statement stands, a withdrawn one says nothing."""
    query = select(AdoptionStatement.adoption_id, AdoptionStatement.verdict).where(
        col(AdoptionStatement.adoption_id).between(*between)
    )
    rows = session.exec(query.order_by(col(AdoptionStatement.id))).all()
    return {number: None if verdict == "withdrawn" else verdict for number, verdict in rows}


def _write(session: Session, batch: _Reckoned) -> None:
    if batch.wrong:
        session.execute(update(Adoption), batch.wrong)
    for number, found in batch.periods:
        session.execute(delete(AdoptionPeriod).where(col(AdoptionPeriod.adoption_id) == number))
        if found:
            session.execute(insert(AdoptionPeriod), derived.period_rows(number, found))
