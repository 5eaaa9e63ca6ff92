"""The cache as a catalog of its own: what was seen of a registry before, for `--offline`."""

import difflib
import hashlib
import os
import re
import secrets
from pathlib import Path

from livinglab.client.cache import Cache
from livinglab.client.catalog import Found, Source, chosen_release, unknown_application
from livinglab.client.folder import read_entry
from livinglab.client.matching import matching
from livinglab.contract import SLUG, Application, Archive, CatalogEntry, Check, Release, SearchAnswer
from livinglab.errors import Unreachable
from livinglab.language import Text


class CachedCatalog:
    """Answers from what earlier commands remembered of the registry at `address`."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.lasting: str | None = address if address.startswith(("https:", "http:")) else None
        self._folder = _entries(folder, address)
        self._cache = Cache(folder)

    def application(self, slug: str) -> Application:
        """Return what was last seen of the application."""
        return self._entry(slug).application

    def release(self, application: Application, version: str | None) -> Release:
        """Return a release that was seen, the newest of them by default."""
        return chosen_release(self._entry(application.slug), version)

    def releases(self, application: Application) -> list[Release]:
        """Return the releases that were seen."""
        return self._entry(application.slug).releases

    def checks(self, application: Application, release: Release) -> list[Check]:  # noqa: ARG002 - a mirror carries no findings
        """Return nothing: findings are not among the static files."""
        return []

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Match words against what was seen."""
        return matching([self._entry(slug).application for slug in self._slugs()], words, limit)

    def region_name(self, code: str) -> str | None:  # noqa: ARG002 - the list that comes with the CLI is all
        """Return None: only the list that comes with the CLI is at hand."""
        return None

    def source(self, archive: Archive) -> Source:
        """Return the kept archive."""
        source = self._cache.source(archive)
        if source is None:
            raise Unreachable(
                Text(
                    id="Arsip rilis ini belum pernah diunduh di komputer ini.",
                    en="The archive of this release was never downloaded on this machine.",
                ),
                Text(
                    id="Ulangi tanpa --offline, atau pakai --from-bundle BERKAS.",
                    en="Repeat without --offline, or use --from-bundle FILE.",
                ),
            )
        return source

    def file(self, path: str, most: int) -> bytes | None:  # noqa: ARG002 - no static files are kept
        """Return None: entries were held against the index when they were kept."""
        return None

    def _slugs(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.json"))

    def _entry(self, slug: str) -> CatalogEntry:
        path = self._folder / f"{slug}.json"
        if not re.match(SLUG, slug) or not path.is_file():
            raise unknown_application(slug, difflib.get_close_matches(slug, self._slugs()))
        return read_entry(path)


def remember(folder: Path, address: str, found: Found) -> None:
    """Keep what the registry says of a release for later offline use; never fails, it is a convenience."""
    path = _entries(folder, address) / f"{found.application.slug}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        seen = read_entry(path).releases if path.is_file() else []
        releases = [found.release, *(each for each in seen if each.version != found.release.version)]
        entry = CatalogEntry(application=found.application, releases=_in_order(found.application, releases))
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        beside.write_text(entry.model_dump_json(), encoding="utf-8")
        os.replace(beside, path)
    except (OSError, Unreachable):
        return  # a full disk or a spoilt entry: the next run simply asks the registry again


def _in_order(application: Application, releases: list[Release]) -> list[Release]:
    """Newest first, as the registry orders them; those that it no longer names come last."""
    order = {brief.version: position for position, brief in enumerate(application.releases)}
    return sorted(releases, key=lambda release: order.get(release.version, len(order)))


def _entries(folder: Path, address: str) -> Path:
    return folder / "entries" / hashlib.sha256(address.encode()).hexdigest()[:16]
