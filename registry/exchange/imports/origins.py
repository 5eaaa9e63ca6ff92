"""Whence applications are imported: another catalog or a list, as batches with the place of the next one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from registry.crawl.connector import Connector
from registry.crawl.dialling import Waits
from registry.crawl.errors import VisitFailed
from registry.errors import Invalid
from registry.exchange.imports import lists, offers
from registry.exchange.imports.neighbours import Neighbour
from registry.exchange.imports.offers import Offer

BATCH = 100


@dataclass(frozen=True)
class Batch:
    """Some offers, and the cursor behind them; None after the last."""

    offers: Sequence[Offer]
    next: str | None


class Origin(Protocol):
    """Where offers come from. `address` is what its import is known by."""

    @property
    def address(self) -> str:
        """Return the address of a catalog, or the digest of a list."""
        ...

    def batches(self, cursor: str | None) -> Iterator[Batch]:
        """Yield all batches from a cursor on. Raises RegistryError in the middle."""
        ...


@dataclass(frozen=True)
class CatalogOrigin:
    """Another Open Catalog API."""

    neighbour: Neighbour

    @property
    def address(self) -> str:
        """Return where it is."""
        return self.neighbour.address

    def batches(self, cursor: str | None) -> Iterator[Batch]:
        """Yield its pages of applications, having read who publishes what."""
        self.neighbour.forget()
        found = (pair for one in self.neighbour.publishers() for pair in offers.hostings(one))
        publishers = dict(found)
        while True:
            page = self.neighbour.software(cursor)
            yield Batch([offers.of_software(item, publishers) for item in page.items], page.next)
            cursor = page.next
            if cursor is None:
                return


@dataclass(frozen=True)
class ListOrigin:
    """A file with addresses of repositories."""

    read: lists.AddressList

    @property
    def address(self) -> str:
        """Return the digest of the file."""
        return self.read.address

    def batches(self, cursor: str | None) -> Iterator[Batch]:
        """Yield its lines; the cursor is how many were taken."""
        begin = int(cursor or 0)
        for start in range(begin, len(self.read.offers), BATCH) or (begin,):
            end = start + BATCH
            following = str(end) if end < len(self.read.offers) else None
            yield Batch(self.read.offers[start:end], following)


def of(place: str, connector: Connector, *, waits: Waits | None = None) -> Origin:
    """Return the origin at an address or in a file. Raises Invalid."""
    if not place.lower().startswith(("https://", "http://")):
        return ListOrigin(lists.read(Path(place)))
    try:
        address = connector.pin(place.rstrip("/").removesuffix("/software")).address.url
    except VisitFailed as error:
        raise Invalid(error.text, field="url") from error
    return CatalogOrigin(Neighbour(address, connector, waits or Waits()))
