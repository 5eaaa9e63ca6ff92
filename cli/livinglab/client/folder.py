"""A folder in the static layout: a mirror's disk or a USB stick."""

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from livinglab.client.catalog import Source, chosen_release, unknown_application
from livinglab.client.matching import matching
from livinglab.contract import SLUG, Application, Archive, CatalogEntry, Check, Release, SearchAnswer
from livinglab.errors import Unreachable
from livinglab.language import Text

MAX_ENTRY_BYTES = 32 * 1024 * 1024
CHUNK = 1024 * 1024


class FileSource:
    """An archive that lies in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def read_from(self, offset: int) -> Iterator[Iterator[bytes]]:
        """Read the file from there on."""
        try:
            file = self._path.open("rb")
        except OSError as error:
            raise _missing(self._path) from error
        with file:
            file.seek(offset)
            yield iter(lambda: file.read(CHUNK), b"")


class FolderCatalog:
    """Reads `archives/applications/<slug>.json` and the bundles beside it."""

    lasting = None

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        root = folder if (folder / "archives").is_dir() or folder.name != "archives" else folder.parent
        self._root = root
        if not (root / "archives" / "applications").is_dir():
            raise _missing(root / "archives" / "applications")

    def application(self, slug: str) -> Application:
        """Return the entry's application."""
        return self._entry(slug).application

    def release(self, application: Application, version: str | None) -> Release:
        """Return one release of the entry."""
        return chosen_release(self._entry(application.slug), version)

    def releases(self, application: Application) -> list[Release]:
        """Return all releases of the entry."""
        return self._entry(application.slug).releases

    def checks(self, application: Application, release: Release) -> list[Check]:  # noqa: ARG002 - a mirror carries no findings
        """Return nothing: findings are not among the static files."""
        return []

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Match words against every entry: a stick holds few."""
        return matching([self._entry(slug).application for slug in self._slugs()], words, limit)

    def region_name(self, code: str) -> str | None:  # noqa: ARG002 - a folder carries no regions
        """Return None: a folder carries no regions."""
        return None

    def source(self, archive: Archive) -> Source:
        """Return the bundle's file, found by its digest and never by a name that somebody sent."""
        return FileSource(self._root / archive_path(archive))

    def file(self, path: str, most: int) -> bytes | None:
        """Return a file of the folder."""
        return read_file(self._root / path, most)

    def _slugs(self) -> list[str]:
        folder = self._root / "archives" / "applications"
        return sorted(path.stem for path in folder.glob("*.json") if re.match(SLUG, path.stem))

    def _entry(self, slug: str) -> CatalogEntry:
        path = self._root / "archives" / "applications" / f"{slug}.json"
        if not re.match(SLUG, slug) or not path.is_file():
            raise unknown_application(slug, difflib.get_close_matches(slug, self._slugs()))
        return read_entry(path)


def read_file(path: Path, most: int) -> bytes | None:
    """Return `most` bytes and one more at most; None if it is not there. Raises Unreachable."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _missing(path) from error


def archive_path(archive: Archive) -> str:
    """Return where the static layout keeps an archive, made from its digest alone."""
    restricted = "restricted/" if archive.path.startswith("archives/restricted/") else ""
    return f"archives/{restricted}{archive.sha256[:2]}/{archive.sha256}.bundle"


def read_entry(path: Path) -> CatalogEntry:
    """Read one `<slug>.json`; raises Unreachable where it is not one."""
    try:
        with path.open("rb") as file:
            return CatalogEntry.model_validate_json(file.read(MAX_ENTRY_BYTES))
    except OSError as error:
        raise _missing(path) from error
    except ValidationError as error:
        raise Unreachable(
            Text(id=f"{path} bukan entri katalog livinglab.", en=f"{path} is not a livinglab catalog entry.")
        ) from error


def _missing(path: Path) -> Unreachable:
    return Unreachable(
        Text(id=f"{path} tidak ada atau tidak terbaca.", en=f"{path} is missing or cannot be read."),
        Text(
            id="Folder registri berisi archives/applications/*.json dan archives/<2>/<sha256>.bundle.",
            en="A registry folder holds archives/applications/*.json and archives/<2>/<sha256>.bundle.",
        ),
    )
