"""Catalogs for other catalogs' clients: this registry itself, and each whence something was imported."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from livinglab.contract.open_catalog import Catalog, CatalogSource, Listing
from livinglab.language import Text
from registry import clock
from registry.errors import NotFound
from registry.exchange.open_catalog import cursors
from registry.exchange.open_catalog.cursors import Window
from registry.exchange.open_catalog.identities import Identities, identities
from registry.exchange.open_catalog.software import OURS
from registry.tables import Import, ImportedItem, JournalRow

ROOT = "\N{EMPTY SET}"  # how the API calls the catalog that everything belongs to which names no other
LONGEST_NAME = 255
REPOSITORIES = "$.data[*].url"  # a JSONPath, as the crawler of Developers Italia takes it


def find(session: Session, window: Window, *, registry: str) -> Listing[Catalog]:
    """Return one page of catalogs: ours, whose address is `registry`, then imports in their order."""
    query = window.narrow(select(Import).where(_brought()), col(Import.id))
    numbers: list[Import | None] = list(session.exec(query).all())
    if window.backward:
        numbers.append(None)
    elif window.after is None:
        numbers.insert(0, None)
    names = identities(session)
    found, links = window.page(numbers[: window.size + 1], _number)
    return Listing[Catalog](data=[_show(session, one, names, registry) for one in found], links=links)


def get(session: Session, name: str, *, registry: str) -> Catalog:
    """Return one catalog by its UUID, or ours by ∅. Raises NotFound."""
    number = number_of(session, name)
    one = _import(session, number) if number != OURS else None
    return _show(session, one, identities(session), registry)


def number_of(session: Session, name: str) -> int:
    """Return the number of a catalog: an import's, or OURS. Raises NotFound."""
    number = OURS if name == ROOT else identities(session).number("catalog", name)
    known = number is not None and (number == OURS or _import(session, number) is not None)
    if number is None or not known:
        raise NotFound(
            Text(
                id=f"Tidak ada katalog {name[:64]}. Daftarnya ada di /v1/catalogs.",
                en=f"There is no catalog {name[:64]}. They are listed at /v1/catalogs.",
            )
        )
    return number


def _import(session: Session, number: int) -> Import | None:
    return session.exec(select(Import).where(Import.id == number, _brought())).first()


def _brought() -> ColumnElement[bool]:
    """Return the condition: an import brought something. An address that was mistyped is no catalog."""
    items = select(ImportedItem.url).where(
        ImportedItem.import_id == Import.id, ImportedItem.outcome == "submitted"
    )
    return items.exists()


def _number(one: Import | None) -> int:
    return one.id or OURS if one else OURS


def _show(session: Session, one: Import | None, names: Identities, registry: str) -> Catalog:
    if one is None:
        first = session.exec(select(JournalRow.at).where(JournalRow.serial == 1)).first()
        began = cursors.shown(datetime.fromisoformat(first) if first else clock.now())
        return Catalog(
            id=names.of("catalog", OURS),
            name=registry[:LONGEST_NAME],
            alternative_id=ROOT,
            sources=[_software(f"{registry}/v1")],
            created_at=began,
            updated_at=began,
        )
    return Catalog(
        id=names.of("catalog", one.id or OURS),
        name=one.address[:LONGEST_NAME],
        sources=[_source(one)],
        created_at=cursors.shown(one.started_at),
        updated_at=cursors.shown(one.finished_at or one.started_at),
    )


def _source(one: Import) -> CatalogSource:
    """Say what an import read: another catalog's API, or a list of addresses by its digest."""
    if one.address.startswith(("https:", "http:")):
        return _software(one.address)
    return CatalogSource(driver="list", url=f"urn:{one.address}")


def _software(address: str) -> CatalogSource:
    """Say where repositories are listed, and how to find them there, so that a crawler can visit them."""
    return CatalogSource(driver="json", url=f"{address}/software?page%5Bsize%5D=100", args=[REPOSITORIES])
