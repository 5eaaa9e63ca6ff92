"""Publishers for other catalogs' clients: who donates at least one application whose source is public."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case
from sqlmodel import Session, col, func, select

from livinglab.contract.open_catalog import CodeHosting, Listing, Publisher
from livinglab.language import Text
from registry.errors import NotFound
from registry.exchange.open_catalog import cursors, software
from registry.exchange.open_catalog.cursors import Window
from registry.exchange.open_catalog.identities import identities
from registry.tables import Application, ImportedItem, JournalRow, Source
from registry.tables import Publisher as PublisherRow

MOST_HOSTINGS = 255


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. A publisher came when its first application did."""

    retired: bool = False
    since: datetime | None = None
    until: datetime | None = None
    catalog: int | None = None


def find(session: Session, wanted: Wanted, window: Window) -> Listing[Publisher]:
    """Return one page of publishers, in the order of their numbers."""
    query = window.narrow(_query().where(*_conditions(wanted)), col(PublisherRow.id))
    rows, links = window.page(session.exec(query).all(), lambda row: int(row.id))
    return Listing[Publisher](data=_shown(session, rows), links=links)


def get(session: Session, identity: str) -> Publisher:
    """Return one publisher, whether or not all it donated is retired. Raises NotFound."""
    number = identities(session).number("publisher", identity)
    shown = _shown(
        session,
        session.exec(_query().where(PublisherRow.id == number, *_conditions(Wanted(retired=True)))).all(),
    )
    if not shown:
        raise NotFound(
            Text(
                id=f"Tidak ada penerbit {identity[:64]} di katalog ini. Daftarnya ada di /v1/publishers.",
                en=f"This catalog has no publisher {identity[:64]}. They are listed at /v1/publishers.",
            )
        )
    return shown[0]


def _own(told: Any) -> ColumnElement[Any]:
    """Return what a publisher's applications together say of it; null where it has none to show."""
    query = (
        select(told)
        .join(Source, col(Source.application_id) == Application.id)
        .where(Application.publisher_id == PublisherRow.id, *_along_the_index())
    )
    return query.correlate(PublisherRow).scalar_subquery()


def _along_the_index() -> Iterator[ColumnElement[bool]]:
    yield col(Application.listed).in_([True, False])  # the index by publisher begins with this column
    yield from software.listable()


_created = _own(func.min(Application.created_at))
_first = _own(func.min(Application.id))
_active = _own(func.max(case((col(Application.listed), 1), else_=0)))


def _query() -> Any:
    """Return the query for publishers."""
    return select(
        PublisherRow.id, _created.label("created_at"), _active.label("active"), _first.label("first")
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield _active >= (0 if wanted.retired else 1)
    if wanted.since:
        yield _created > wanted.since
    if wanted.until:
        yield _created < wanted.until
    if wanted.catalog is not None:
        yield software.of_catalog(_first, wanted.catalog)


def _shown(session: Session, rows: Sequence[Row[Any]]) -> list[Publisher]:
    names = identities(session)
    sources = _sources(session, [row.id for row in rows])
    origins = _origins(session, [row.first for row in rows])
    return [
        Publisher(
            id=names.of("publisher", row.id),
            code_hosting=[_hosting(one) for one in sources[row.id]],
            description=sources[row.id][0].name,
            active=bool(row.active),
            catalog_id=names.of("catalog", origins[row.first]) if row.first in origins else None,
            created_at=cursors.shown(row.created_at),
            updated_at=max(_hosting(one).updated_at for one in sources[row.id]),
        )
        for row in rows
    ]


def _hosting(row: Row[Any]) -> CodeHosting:
    return CodeHosting(
        url=row.url,
        created_at=cursors.shown(row.created_at),
        updated_at=software.changed(row.changed_at, row.created_at),
    )


def _sources(session: Session, publishers: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    """Return each publisher's repositories, oldest first, as many as the API takes."""
    place = func.row_number().over(partition_by=col(Application.publisher_id), order_by=col(Application.id))
    numbered = (
        select(  # type: ignore[call-overload]  # SQLModel types no more than four columns
            Application.publisher_id,
            PublisherRow.name,
            software.address().label("url"),
            Application.created_at,
            JournalRow.at.label("changed_at"),  # type: ignore[attr-defined]  # columns are typed as values
            place.label("place"),
        )
        .join(Source, col(Source.application_id) == Application.id)
        .join(PublisherRow, col(PublisherRow.id) == Application.publisher_id)
        .outerjoin(JournalRow, col(JournalRow.serial) == Application.changed_serial)
        .where(*_along_the_index(), col(Application.publisher_id).in_(publishers))
        .subquery()
    )
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    query = select(*numbered.c).where(numbered.c.place <= MOST_HOSTINGS)
    for row in session.exec(query.order_by(numbered.c.publisher_id, numbered.c.place)).all():
        found[row.publisher_id].append(row)
    return found


def _origins(session: Session, applications: Sequence[int]) -> Mapping[int, int]:
    """Return which import brought each of these applications, of those that one did."""
    query = select(ImportedItem.application_id, func.min(ImportedItem.import_id)).where(
        col(ImportedItem.application_id).in_(applications), ImportedItem.outcome == "submitted"
    )
    found = session.exec(query.group_by(col(ImportedItem.application_id))).all()
    return {application: number for application, number in found if application is not None}
