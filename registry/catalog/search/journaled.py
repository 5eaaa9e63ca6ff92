"""What the index reads from the database: the journal's end, and the applications that changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select
from sqlmodel import Session, col, select

from registry.catalog.search.documents import Indexable, lineage
from registry.tables import Application, JournalRow, Region

SUBJECT = "application:"
BATCH = 500


@dataclass(frozen=True)
class Point:
    """A moment of the journal: a serial, and the hash that tells one history from another."""

    serial: int
    hash: str


BEGINNING = Point(0, "")


@dataclass(frozen=True)
class Change:
    """An application to index anew, or to take out where `content` is None."""

    slug: str
    content: Indexable | None


def newest(session: Session) -> Point:
    """Return the end of the journal."""
    query = select(JournalRow.serial, JournalRow.hash).order_by(col(JournalRow.serial).desc()).limit(1)
    found = session.exec(query).first()
    return Point(*found) if found else BEGINNING


def contains(session: Session, point: Point) -> bool:
    """Say whether the journal went through `point`: not so when the database is another, or was restored."""
    if point == BEGINNING:
        return True
    found = session.exec(select(JournalRow.hash).where(JournalRow.serial == point.serial)).first()
    return found == point.hash


def changes(session: Session, after: int) -> Iterator[Change]:
    """Yield what changed after a serial: applications in the order of their changes, then those gone."""
    query = _columns().where(col(Application.changed_serial) > after)
    query = query.order_by(col(Application.changed_serial), col(Application.id))
    for rows in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        yield from _read(session, rows)
    for slug in _gone(session, after):
        yield Change(slug, None)


def everything(session: Session, after_id: int) -> tuple[list[Change], int]:
    """Return one batch of all applications after an id, and the last id of the batch."""
    query = _columns().where(col(Application.id) > after_id).order_by(col(Application.id)).limit(BATCH)
    rows = session.execute(query).all()
    return list(_read(session, rows)), rows[-1].id if rows else after_id


def _columns() -> Select[Any]:
    # The whole row as an object would cost three times as much.
    return select(  # type: ignore[call-overload,no-any-return]  # SQLModel types up to four columns
        Application.id,
        Application.slug,
        Application.changed_serial,
        Application.summary,
        Application.body,
        Application.region_code,
        Application.listed,
    )


def _read(session: Session, rows: Sequence[Row[Any]]) -> Iterator[Change]:
    codes = {code for row in rows for code in lineage(row.region_code)}
    found = session.exec(select(Region.code, Region.name).where(col(Region.code).in_(codes))).all()
    names = dict(iter(found))
    for row in rows:
        around = tuple(names[code] for code in lineage(row.region_code) if code in names)
        content = Indexable(
            id=row.id,
            slug=row.slug,
            changed_serial=row.changed_serial,
            summary=row.summary,
            body=row.body,
            region_code=row.region_code,
            region_names=around,
        )
        yield Change(row.slug, content if row.listed else None)


def _gone(session: Session, after: int) -> list[str]:
    """Return the slugs that the journal speaks of after a serial and that the database has no more."""
    subjects = select(JournalRow.subject).where(
        JournalRow.serial > after, col(JournalRow.subject).startswith(SUBJECT, autoescape=True)
    )
    slugs = {subject.removeprefix(SUBJECT) for subject in session.exec(subjects.distinct())}
    for batch in _cut(sorted(slugs)):
        there = session.exec(select(Application.slug).where(col(Application.slug).in_(batch))).all()
        slugs.difference_update(there)
    return sorted(slugs)


def _cut(slugs: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(slugs), BATCH):
        yield slugs[start : start + BATCH]
