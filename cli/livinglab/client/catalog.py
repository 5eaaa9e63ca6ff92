"""What every source of applications answers, be it a registry, a mirror, a folder or the cache."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from livinglab.contract import (
    Application,
    Archive,
    CatalogEntry,
    Check,
    Release,
    ReleaseBrief,
    ReleaseStatus,
    SearchAnswer,
)
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
        """Return one release; raises UnknownName with suggestions.

        By default it is the newest published one, else the newest that only its licence withholds.
        """

    def releases(self, application: Application) -> list[Release]:
        """Return all releases, newest first."""

    def checks(self, application: Application, release: Release) -> list[Check]:
        """Return what the checks found at one release, where the source knows it."""

    def search(self, words: str, *, limit: int) -> SearchAnswer:
        """Return what matches."""

    def region_name(self, code: str) -> str | None:
        """Return a region's name by its code, where the source knows it."""

    def source(self, archive: Archive) -> Source:
        """Return where the archive's bytes are."""


def donor_url(application: Application) -> str:
    """Return the donor's repository; empty where only those entitled to the source are told."""
    return application.url or ""


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
    """Pick one release out of a static entry: by version or tag, else the one that people are shown."""
    from livinglab.repository.versions import closest  # noqa: PLC0415 - needed for this one error

    wanted = version or shown_version(entry.releases)
    if wanted is None:
        raise nothing_published(entry.application.slug)
    for release in entry.releases:
        if wanted in (release.version, release.tag, f"v{release.version}"):
            return release
    raise unknown_version(
        entry.application.slug, wanted, closest(wanted, [each.version for each in entry.releases])
    )


def shown_version(releases: Sequence[ReleaseBrief]) -> str | None:
    """Return the newest published version, else the newest withheld one; None where all were sent back."""
    for status in (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD):
        for release in releases:
            if release.status is status:
                return release.version
    return None


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
