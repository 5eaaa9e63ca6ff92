"""One bundle file handed over on a stick, with the catalog entry that vouches for it."""

import hashlib
from pathlib import Path

from livinglab.client.catalog import Source, unknown_application, unknown_version
from livinglab.client.folder import FileSource, read_entry
from livinglab.contract import Application, Archive, CatalogEntry, Check, Release, SearchAnswer
from livinglab.errors import NotVerified, Unreachable, UsageError
from livinglab.language import Text


class BundleCatalog:
    """Knows one application and the one release whose snapshot the file is."""

    lasting = None

    def __init__(self, bundle: Path, slug: str, entry: Path | None) -> None:
        self.address = str(bundle)
        self._bundle = bundle
        self._entry = read_entry(entry or _entry_beside(bundle, slug))
        if self._entry.application.slug != slug:
            raise unknown_application(slug, [self._entry.application.slug])
        self._release = _vouched(self._entry, _digest(bundle))

    def application(self, slug: str) -> Application:
        """Return the entry's application."""
        if slug != self._entry.application.slug:
            raise unknown_application(slug, [self._entry.application.slug])
        return self._entry.application

    def release(self, application: Application, version: str | None) -> Release:
        """Return the release that the file holds."""
        if version not in (None, self._release.version, self._release.tag, f"v{self._release.version}"):
            raise unknown_version(application.slug, str(version), [self._release.version])
        return self._release

    def releases(self, application: Application) -> list[Release]:  # noqa: ARG002 - there is only one
        """Return what the entry knows."""
        return self._entry.releases

    def checks(self, application: Application, release: Release) -> list[Check]:  # noqa: ARG002 - a mirror carries no findings
        """Return nothing: findings are not among the static files."""
        return []

    def search(self, words: str, *, limit: int) -> SearchAnswer:  # noqa: ARG002 - nothing is searched
        """Refuse: one file is no catalog."""
        raise UsageError(Text(id="Satu berkas bukan katalog.", en="One file is not a catalog."))

    def region_name(self, code: str) -> str | None:  # noqa: ARG002 - a file carries no regions
        """Return None: a file carries no regions."""
        return None

    def source(self, archive: Archive) -> Source:  # noqa: ARG002 - there is only one
        """Return the file."""
        return FileSource(self._bundle)

    def file(self, path: str, most: int) -> bytes | None:  # noqa: ARG002 - there is only one
        """Return None: the bundle is all that there is."""
        return None


def _entry_beside(bundle: Path, slug: str) -> Path:
    """Find the entry: in the same folder, or where the static layout has it."""
    places = [bundle.parent, *(parent / "applications" for parent in list(bundle.absolute().parents)[1:3])]
    for place in places:
        if (place / f"{slug}.json").is_file():
            return place / f"{slug}.json"
    raise Unreachable(
        Text(
            id=f"{slug}.json tidak ada di samping {bundle.name}: isi bundel tidak bisa diperiksa.",
            en=f"{slug}.json is not beside {bundle.name}: the bundle cannot be verified.",
        ),
        Text(
            id="Salin juga archives/applications/<aplikasi>.json dari registri, atau pakai --entry.",
            en="Copy archives/applications/<app>.json from the registry as well, or use --entry.",
        ),
    )


def _vouched(entry: CatalogEntry, digest: str) -> Release:
    for release in entry.releases:
        for archive in release.archives:
            if archive.sha256 == digest and archive.kind == "snapshot":
                return release
    raise NotVerified(
        Text(
            id="Katalog tidak mengenal bundel ini: rusak, terpotong, atau bukan snapshot utuh.",
            en="The catalog does not know this bundle: spoilt, cut off, or not a full snapshot.",
        ),
        Text(id=f"SHA-256: {digest}", en=f"SHA-256: {digest}"),
    )


def _digest(bundle: Path) -> str:
    try:
        with bundle.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unreachable(
            Text(id=f"{bundle} tidak terbaca.", en=f"{bundle} cannot be read."),
        ) from error
