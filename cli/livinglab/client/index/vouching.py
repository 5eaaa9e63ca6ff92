"""A catalog of which every release is held against the signed index before anybody sees it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from livinglab.client.cached import CachedCatalog
from livinglab.client.catalog import Catalog, Source
from livinglab.client.index import pins, seen, verification
from livinglab.client.index.pins import Pin
from livinglab.client.index.seen import Seen
from livinglab.client.web import WebCatalog
from livinglab.contract import Application, Archive, Check, Release, SearchAnswer
from livinglab.contract.index import IndexedApplication
from livinglab.contract.signed import grouped
from livinglab.errors import NotVerified
from livinglab.language import Text
from livinglab.output import Output

# The index follows the registry's own answers within two seconds.
WAITS = (0.5, 1.0, 2.0, 4.0)


def vouch(catalog: Catalog, output: Output, *, allow_expired: bool) -> Catalog:
    """Do what `livinglab.client.index.vouched` says."""
    if isinstance(catalog, CachedCatalog):
        _tell_age(output, pins.at_address(catalog.address))
        return catalog
    may_expire = allow_expired and catalog.lasting is None
    found = seen.look(catalog, may_expire=may_expire)
    if found is None:
        return catalog
    _tell(output, found)
    return VouchedCatalog(catalog, found)


class VouchedCatalog:
    """Answers as the catalog below it does, or raises NotVerified."""

    def __init__(self, catalog: Catalog, found: Seen) -> None:
        self.address = catalog.address
        self.lasting: str | None = catalog.lasting
        self._catalog = catalog
        self._seen = found

    def application(self, slug: str) -> Application:
        """Return an application of which no release is left out."""
        application = self._catalog.application(slug)
        self._hold(slug, lambda listed: verification.nothing_hidden(application, listed))
        return application

    def release(self, application: Application, version: str | None) -> Release:
        """Return a release as the index lists it."""
        release = self._catalog.release(application, version)
        slug = application.slug
        self._hold(slug, lambda listed: verification.as_listed(slug, release, listed))
        return release

    def releases(self, application: Application) -> list[Release]:
        """Return all releases, each as the index lists it."""
        releases, slug = self._catalog.releases(application), application.slug

        def compare(listed: IndexedApplication | None) -> None:
            for release in releases:
                verification.as_listed(slug, release, listed)

        self._hold(slug, compare)
        return releases

    def checks(self, application: Application, release: Release) -> list[Check]:
        """Return findings, which the index does not speak of."""
        return self._catalog.checks(application, release)

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Search, which the index does not speak of."""
        return self._catalog.search(words, limit=limit)

    def region_name(self, code: str) -> str | None:
        """Return a region's name, which the index does not speak of."""
        return self._catalog.region_name(code)

    def source(self, archive: Archive) -> Source:
        """Return where the bytes are: they are held to the archive's digest as they come."""
        return self._catalog.source(archive)

    def file(self, path: str, most: int) -> bytes | None:
        """Return a static file."""
        return self._catalog.file(path, most)

    def _hold(self, slug: str, compare: Callable[[IndexedApplication | None], None]) -> None:
        """Compare with the index; where the registry itself says that it has moved on, read that again."""
        for wait in (*WAITS, None):
            try:
                compare(self._seen.application(self._catalog, slug))
                break
            except NotVerified:
                if wait is None or not self._is_behind():
                    raise
                time.sleep(wait)
                self._seen = seen.look(self._catalog) or self._seen

    def _is_behind(self) -> bool:
        return isinstance(self._catalog, WebCatalog) and self._catalog.serial > self._seen.index.serial


def _tell(output: Output, found: Seen) -> None:
    """Say what a person should know: a key that is new here, an index whose time is over."""
    registry = found.index.registry
    if found.first:
        output.note(
            Text(
                id=f"Kunci {registry} dilihat pertama kali dan diingat. Cocokkan sekali lewat telepon:\n"
                f"  {grouped(found.key)}",
                en=f"The key of {registry} is seen for the first time and remembered. Compare it once by "
                f"phone:\n  {grouped(found.key)}",
            )
        )
    if found.index.expires_at <= datetime.now(UTC):
        output.note(_age(registry, found.index.made_at), style="yellow")


def _tell_age(output: Output, pin: Pin | None) -> None:
    """Say how old that is which is kept for offline use; it was held against an index when it came."""
    if pin is not None:
        output.note(_age(pin.registry, datetime.fromisoformat(pin.made_at)), style="yellow")


def _age(registry: str, made: datetime) -> Text:
    days = max(0, (datetime.now(UTC) - made).days)
    return Text(
        id=f"Indeks {registry} dari {made:%Y-%m-%d %H:%M} UTC ({days} hari); yang lebih baru tidak ditanya.",
        en=f"The index of {registry} is of {made:%Y-%m-%d %H:%M} UTC ({days} days); nothing newer was asked.",
    )
