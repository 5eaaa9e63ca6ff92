"""Roll-ups: sums of tallies by scope, kept in the transaction of each event."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, select

from registry.adoption.tallies import Tally
from registry.tables import Adoption, CohortMember, DayCount, MonthCount, VersionCount

EVERYTHING = "all"
REGENCY = len("32.16")


def scopes(session: Session, adoption: Adoption) -> list[str]:
    """Return every scope that an adoption is counted in."""
    query = select(CohortMember.cohort_slug).where(CohortMember.region_code == adoption.region_code[:REGENCY])
    return scopes_of(adoption, [f"cohort:{slug}" for slug in session.exec(query).all()])


def scopes_of(adoption: Adoption, cohorts: Sequence[str]) -> list[str]:
    """Return the same, given the scopes of the cohorts of its regency or city: those are all of regencies."""
    code = adoption.region_code
    made = [EVERYTHING, f"application:{adoption.application_id}", f"province:{code[:2]}"]
    return [*made, f"region:{code[:REGENCY]}", *cohorts] if len(code) >= REGENCY else made


def add(session: Session, adoption: Adoption, change: Tally) -> None:
    """Add a tally to every scope of an adoption. Counts that come to nothing leave no row."""
    found = scopes(session, adoption)
    _add(
        session,
        MonthCount,
        [
            {"scope": scope, "measure": measure, "month": month, "count": count}
            for scope in found
            for (measure, month), count in change.months.items()
            if count
        ],
    )
    _add(
        session,
        DayCount,
        [
            {"scope": scope, "pair": pair, "days": days, "count": count}
            for scope in found
            for (pair, days), count in change.days.items()
            if count
        ],
    )
    _add(
        session,
        VersionCount,
        [
            {
                "application_id": adoption.application_id,
                "version": version,
                "until_month": month,
                "count": count,
            }
            for (version, month), count in change.versions.items()
            if count
        ],
    )


def _add(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = (postgresql if on_postgresql else sqlite).insert(table)
    key = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]  # SQLModel hides it
    summed = {"count": table.__table__.c.count + insert.excluded.count}  # type: ignore[attr-defined]  # as above
    # In the order of their keys: two writers must not wait for each other crosswise.
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in key))
    columns = table.__table__.c  # type: ignore[attr-defined]  # as above
    statement = insert.on_conflict_do_update(index_elements=key, set_=summed)
    written = session.execute(statement.returning(*(columns[name] for name in key), columns.count), ordered)
    for *found, count in written.all():
        if not count:
            emptied = (columns[name] == value for name, value in zip(key, found, strict=True))
            session.execute(delete(table).where(*emptied))


def read(session: Session, scope: str) -> Tally:
    """Return what a scope's roll-ups hold (without versions, which belong to applications)."""
    made = Tally()
    for row in session.exec(select(MonthCount).where(MonthCount.scope == scope)).all():
        made.months[row.measure, row.month] = row.count
    for days in session.exec(select(DayCount).where(DayCount.scope == scope)).all():
        made.days[days.pair, days.days] = days.count
    return made
