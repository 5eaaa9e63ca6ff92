"""What every source of applications answers, be it a registry, a mirror, a folder or the cache."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from livinglab.contract import Application, Archive, CatalogEntry, Release, ReleaseStatus, SearchAnswer
from livinglab.errors import UnknownName
from livinglab.language import Text


class Source(Protocol):
    """The bytes of one archive, from any offset."""

    def read_from(self, offset: int) -> AbstractContextManager[Iterator[bytes]]:
        """Open the stream; ConnectionDropped is raised where trying again may help."""


class ConnectionDropped(Exception):
    """The stream ended early or could not be opened; another try may carry on where it stopped."""


class Found(NamedTuple):
    """One release of one application."""

    application: Application
    release: Release


class Catalog(Protocol):
    """A source of applications and of their archives."""

    @property
    def address(self) -> str:
        """As the user named it."""

    @property
    def lasting(self) -> str | None:
        """The address that other people can use too, and that a lock may record: an http(s) URL."""

    def application(self, slug: str) -> Application:
        """Return one application; raises UnknownName."""

    def release(self, application: Application, version: str | None) -> Release:
        """Return one release, the newest published one by default; raises UnknownName with suggestions."""

    def releases(self, application: Application) -> list[Release]:
        """Return all releases, newest first."""

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Return what matches."""

    def region_name(self, code: str) -> str | None:
        """Return a region's name by its code, where the source knows it."""

    def source(self, archive: Archive) -> Source:
        """Return where the archive's bytes are."""


def unknown_application(slug: str, near: list[str]) -> UnknownName:
    """Say that there is no such application, and what was probably meant."""
    return UnknownName(
        Text(id=f"Tidak ada aplikasi bernama '{slug}'.", en=f"There is no application called '{slug}'."),
        _did_you_mean(near)
        or Text(id="Cari dengan: livinglab search KATA", en="Search with: livinglab search WORDS"),
    )


def unknown_version(slug: str, version: str, near: list[str]) -> UnknownName:
    """Say that there is no such release, and what was probably meant."""
    return UnknownName(
        Text(id=f"{slug} tidak punya rilis '{version}'.", en=f"{slug} has no release '{version}'."),
        _did_you_mean(near) or Text(id=f"Lihat: livinglab show {slug}", en=f"See: livinglab show {slug}"),
    )


def chosen_release(entry: CatalogEntry, version: str | None) -> Release:
    """Pick one release out of a static entry: by version or tag, else the newest published one."""
    from livinglab.repository.versions import closest  # noqa: PLC0415 - needed for this one error

    for release in entry.releases:
        if version is None and release.status is ReleaseStatus.PUBLISHED:
            return release
        if version is not None and version in (release.version, release.tag, f"v{release.version}"):
            return release
    if version is None:
        raise nothing_published(entry.application.slug)
    raise unknown_version(
        entry.application.slug, version, closest(version, [each.version for each in entry.releases])
    )


def nothing_published(slug: str) -> UnknownName:
    """Say that there is no release that can be fetched."""
    return UnknownName(
        Text(id=f"{slug} belum punya rilis yang terbit.", en=f"{slug} has no published release yet."),
        Text(id=f"Lihat alasannya: livinglab show {slug}", en=f"See why: livinglab show {slug}"),
    )


def _did_you_mean(near: list[str]) -> Text | None:
    if not near:
        return None
    return Text(id=f"Mungkin maksud Anda: {', '.join(near)}", en=f"Did you mean: {', '.join(near)}")
