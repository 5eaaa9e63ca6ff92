"""What the index reads from the database: the journal's end, and the applications that changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, Select
from sqlmodel import Session, col, select

from registry.catalog.search import life
from registry.catalog.search.documents import Indexable, lineage
from registry.tables import Adoption, Application, JournalRow, Region

SUBJECT = "application:"
BATCH = 500
Value = TypeVar("Value", int, str)


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


def changes(session: Session, after: int, *, due: Sequence[str], today: date) -> Iterator[Change]:
    """Yield what is to be indexed anew: applications, those gone last, each once.

    That is what changed after a serial, itself or in who adopts it, and those named by `due`.
    """
    for numbers in _cut(sorted({*_changed(session, after), *_numbers(session, due)})):
        rows = session.execute(_columns().where(col(Application.id).in_(numbers))).all()
        yield from _read(session, rows, today)
    for slug in _gone(session, after):
        yield Change(slug, None)


def _changed(session: Session, after: int) -> Iterator[int]:
    applications = select(Application.id).where(col(Application.changed_serial) > after)
    adopted = select(Adoption.application_id).where(col(Adoption.changed_serial) > after).distinct()
    for number in (*session.exec(applications), *session.exec(adopted)):
        yield number or 0


def _numbers(session: Session, slugs: Sequence[str]) -> Iterator[int]:
    for batch in _cut(slugs):
        for number in session.exec(select(Application.id).where(col(Application.slug).in_(batch))):
            yield number or 0


def everything(session: Session, after_id: int, *, today: date) -> tuple[list[Change], int]:
    """Return one batch of all applications after an id, and the last id of the batch."""
    query = _columns().where(col(Application.id) > after_id).order_by(col(Application.id)).limit(BATCH)
    rows = session.execute(query).all()
    return list(_read(session, rows, today)), rows[-1].id if rows else after_id


def _columns() -> Select[Any]:
    # The whole row as an object would cost three times as much.
    return select(  # type: ignore[call-overload,no-any-return]  # SQLModel types up to four columns
        Application.id,
        Application.slug,
        Application.changed_serial,
        Application.summary,
        Application.body,
        Application.region_code,
        Application.created_at,
        Application.listed,
    )


def _read(session: Session, rows: Sequence[Row[Any]], today: date) -> Iterator[Change]:
    codes = {code for row in rows for code in lineage(row.region_code)}
    found = session.exec(select(Region.code, Region.name).where(col(Region.code).in_(codes))).all()
    names = dict(iter(found))
    lives = life.read(session, [row.id for row in rows if row.listed], today)
    for row in rows:
        if not row.listed:
            yield Change(row.slug, None)
            continue
        around = tuple(names[code] for code in lineage(row.region_code) if code in names)
        content = Indexable(
            id=row.id,
            slug=row.slug,
            changed_serial=row.changed_serial,
            summary=row.summary,
            body=row.body,
            created_at=row.created_at,
            life=lives[row.id],
            region_code=row.region_code,
            region_names=around,
        )
        yield Change(row.slug, content)


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


def _cut(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
