"""Applications for other catalogs' clients: everything public and shown, as the Open Catalog API has it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, false
from sqlmodel import Session, col, func, select

from livinglab.contract import ReleaseStatus, Visibility
from livinglab.contract.open_catalog import Listing, Software
from livinglab.language import Text
from registry.catalog import addresses, applications, summaries
from registry.catalog.found import MANIFEST_FACTS, ManifestFacts
from registry.errors import NotFound
from registry.exchange import publiccode
from registry.exchange.open_catalog import cursors
from registry.exchange.open_catalog.cursors import Window
from registry.exchange.open_catalog.identities import Identities, identities
from registry.tables import Application, ImportedItem, JournalRow, Publisher, Release, Source

OURS = 0  # this registry's own number among the catalogs
LONGEST_ADDRESS = 255  # what the API takes; whatever lies at a longer one is left out


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. `catalog` is an import's number, OURS for what came from nobody else."""

    retired: bool = False
    url: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    catalog: int | None = None


def listable() -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on an application and its source: everybody may see where the source lies."""
    yield col(Application.visibility) == Visibility.PUBLIC
    yield applications.shown()
    yield func.length(address()) <= LONGEST_ADDRESS


def origin() -> ColumnElement[int | None]:
    """Return the number of the import that brought an application; null for what was submitted here."""
    query = select(func.min(ImportedItem.import_id)).where(
        ImportedItem.application_id == Application.id, ImportedItem.outcome == "submitted"
    )
    return query.correlate(Application).scalar_subquery()


def find(session: Session, wanted: Wanted, window: Window) -> Listing[Software]:
    """Return one page of applications, in the order in which they came."""
    query = window.narrow(_query().where(*_conditions(wanted)), col(Application.id))
    rows, links = window.page(session.exec(query).all(), lambda row: int(row.id))
    names = identities(session)
    return Listing[Software](data=[_show(row, names) for row in rows], links=links)


def get(session: Session, identity: str) -> Software:
    """Return one application, retired or not. Raises NotFound."""
    names = identities(session)
    row = session.exec(_query().where(Application.id == names.number("software", identity))).first()
    if row is None:
        raise unknown(identity)
    return _show(row, names)


def application(session: Session, identity: str) -> Application:
    """Return the application of a UUID. Raises NotFound."""
    number = identities(session).number("software", identity)
    query = select(Application).join(Source, col(Source.application_id) == Application.id)
    found = session.exec(query.where(Application.id == number, *listable())).first()
    if found is None:
        raise unknown(identity)
    return found


def unknown(identity: str) -> NotFound:
    """Say that there is nothing public of this name."""
    return NotFound(
        Text(
            id=f"Tidak ada perangkat lunak {identity[:64]} di katalog ini. Carilah di /v1/software?url=…",
            en=f"This catalog has no software {identity[:64]}. Look it up at /v1/software?url=…",
        )
    )


def _query() -> Any:
    """Return the query for all that a Software says; one statement, however many of them a page has."""
    return (
        select(  # type: ignore[call-overload]  # SQLModel types no more than four columns
            Application.id,
            Application.name,
            Application.license,
            Application.standing,
            Application.created_at,
            Publisher.name.label("publisher"),  # type: ignore[attr-defined]  # columns are typed as values
            Source.url,
            Source.canonical_url,
            JournalRow.at.label("changed_at"),  # type: ignore[attr-defined]  # likewise
            _manifest().label("manifest"),
            origin().label("origin"),
        )
        .join(Source, col(Source.application_id) == Application.id)
        .join(Publisher, col(Publisher.id) == Application.publisher_id)
        .outerjoin(JournalRow, col(JournalRow.serial) == Application.changed_serial)
        .where(*listable())
    )


def address() -> ColumnElement[str]:
    """Return where the source lies now: where redirects led at the last visit."""
    return func.coalesce(Source.canonical_url, Source.url)


def _manifest() -> ColumnElement[str | None]:
    """Return the facts of the release that the catalog speaks of, as `catalog.summaries` chooses it."""
    published = col(Release.status) == ReleaseStatus.PUBLISHED
    query = (
        select(Release.manifest)
        .where(Release.application_id == Application.id, col(Release.status).in_(summaries.SHOWN))
        .order_by(
            (published & col(Release.yanked_at).is_(None)).desc(),
            published.desc(),
            col(Release.position).desc(),
        )
        .limit(1)
    )
    return query.correlate(Application).scalar_subquery()


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if not wanted.retired:
        yield func.coalesce(Application.listed, false())  # so that SQLite pages by number, not by this
    if wanted.since:
        yield col(Application.created_at) > wanted.since
    if wanted.until:
        yield col(Application.created_at) < wanted.until
    if wanted.url:
        yield col(Application.id).in_(at_address([wanted.url]))
    if wanted.catalog is not None:
        yield of_catalog(col(Application.id), wanted.catalog)


def of_catalog(application_id: Any, number: int) -> ColumnElement[bool]:
    """Return the condition: the application came from this catalog."""
    brought = select(ImportedItem.application_id).where(
        ImportedItem.outcome == "submitted", col(ImportedItem.application_id).is_not(None)
    )
    if number == OURS:
        return application_id.not_in(brought)  # type: ignore[no-any-return]  # a column is typed as any
    return application_id.in_(brought.where(ImportedItem.import_id == number))  # type: ignore[no-any-return]  # likewise


def at_address(urls: Iterable[str]) -> Any:
    """Return the query for the applications whose source lies, or lay, at one of these addresses."""
    written = sorted({spelling for url in urls if "\0" not in url for spelling in _spellings(url)})
    now = select(Source.application_id).where(col(Source.canonical_url).in_(written))
    return select(Source.application_id).where(col(Source.url).in_(written)).union(now)


def _spellings(url: str) -> Sequence[str]:
    """Return how the address of one repository may be written: clients need not know which way it came."""
    try:
        plain = addresses.check(url.removesuffix("?")).url
    except addresses.AddressRefused:
        plain = url.rstrip("/")
    bare = plain.removesuffix(".git")
    hosts = {bare, bare.replace("://www.", "://", 1), bare.replace("://", "://www.", 1)}
    return sorted({url, *(f"{one}{end}" for one in hosts for end in ("", "/", ".git", ".git/"))})


def _show(row: Row[Any], names: Identities) -> Software:
    url = row.canonical_url or row.url
    facts = MANIFEST_FACTS.validate_json(row.manifest) if row.manifest else ManifestFacts(row.name)
    return Software(
        id=names.of("software", row.id),
        publiccode_yml=publiccode.text(facts, url=url, publisher=row.publisher, license=row.license),
        url=url,
        aliases=[row.url] if row.url != url and len(row.url) <= LONGEST_ADDRESS else None,
        active=row.standing == "open",
        catalog_id=names.of("catalog", row.origin) if row.origin else None,
        created_at=cursors.shown(row.created_at),
        updated_at=changed(row.changed_at, row.created_at),
    )


def changed(stamp: str | None, created: datetime) -> str:
    """Write when something last changed, by its row in the journal."""
    return cursors.shown(max(created, datetime.fromisoformat(stamp)) if stamp else created)
