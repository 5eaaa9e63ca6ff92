"""The public pages, one after another, with the day of their last change where the journal knows it.

Releases are not among them: each application's page leads to its own, and names the newest as its content.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.database import Database
from registry.tables import Application, JournalRow, Publisher, Region
from registry.website.guide.pages import CHAPTERS

# Applications in one file: of 50,000 addresses and 50 MB that the protocol allows, 5 MB.
PART = 15_000
READ_AT_ONCE = 1_000
PLAIN = (
    *(
        "/",
        "/catalog",
        "/regions",
        "/donors",
        "/statistics",
        "/organisations",
        "/submit",
        "/about",
        "/docs",
        "/guide",
    ),
    *(f"/guide/{chapter}" for chapter in CHAPTERS),
    *("/sessions", "/indicators"),
)
GOVERNED = ("province", "regency", "city")


class Listed(NamedTuple):
    """A page by its path, and the day on which it changed last, if known (ISO 8601)."""

    path: str
    changed: str | None = None


def newest(session: Session) -> int:
    """Return the highest number of an application, 0 where there are none."""
    return session.exec(select(func.max(Application.id))).one() or 0


def fixed(database: Database) -> Iterator[Listed]:
    """Yield the pages that are not applications: fixed ones, regions, donors."""
    yield from map(Listed, PLAIN)
    with database.read() as session:
        governed = select(Region.code).where(col(Region.kind).in_(GOVERNED)).order_by(Region.code)
        for code in session.exec(governed.limit(1_000)):
            yield Listed(f"/regions/{code}")
        listed = select(Application.id).where(Application.publisher_id == Publisher.id, Application.listed)
        donors = select(Publisher.id).where(listed.exists()).order_by(col(Publisher.id)).limit(40_000)
        for number in session.exec(donors.execution_options(yield_per=READ_AT_ONCE)):
            yield Listed(f"/donors/{number}")


def applications(database: Database, after: int) -> Iterator[Listed]:
    """Yield the listed applications of the PART numbers that follow `after`."""
    query = (
        select(Application.slug, JournalRow.at)
        .join(JournalRow, col(JournalRow.serial) == Application.changed_serial, isouter=True)
        .where(Application.listed, col(Application.id) > after, col(Application.id) <= after + PART)
        .order_by(col(Application.id))
        .limit(PART)
    )
    with database.read() as session:
        for slug, at in session.exec(query.execution_options(yield_per=READ_AT_ONCE)):
            yield Listed(f"/applications/{slug}", at[:10] if at else None)
