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

        By default it is the newest published one that is not yanked, else the newest that only its licence
        withholds.
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

    def file(self, path: str, most: int) -> bytes | None:
        """Return a static file, `most` bytes of it and one more at most; None if it is not there."""


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

    wanted = version or offered_version(entry.application, entry.releases)
    for release in entry.releases:
        if wanted in (release.version, release.tag, f"v{release.version}"):
            return release
    raise unknown_version(
        entry.application.slug, wanted, closest(wanted, [each.version for each in entry.releases])
    )


def offered_version(application: Application, releases: Sequence[ReleaseBrief]) -> str:
    """Return the version that who names none gets of these releases, else the newest withheld one.

    Raises UnknownName where all were sent back or yanked, or the application is retired.
    """
    if is_retired(application):
        raise retired(application)
    version = shown_version(releases)
    if version is None:
        raise nothing_published(application.slug)
    return version


def shown_version(releases: Sequence[ReleaseBrief]) -> str | None:
    """Return the newest published version, else the newest withheld one; None where there is neither.

    What is yanked is passed over.
    """
    for status in (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD):
        for release in releases:
            if release.status is status and release.yanked is None:
                return release.version
    return None


def is_retired(application: Application) -> bool:
    """Tell whether an application was taken off the lists for good; an exact version can still be had."""
    return application.standing is not None and application.standing.state == "retired"


def retired(application: Application) -> UnknownName:
    """Say why an application is retired, and how its releases can still be had."""
    why = application.standing.reason if application.standing else ""
    slug = application.slug
    return UnknownName(
        Text(id=f"{slug} sudah dipensiunkan: {why}", en=f"{slug} is retired: {why}"),
        Text(
            id=f"Rilis lama masih dapat diambil dengan versinya: livinglab fetch {slug}@VERSI. "
            f"Lihat: livinglab show {slug}",
            en=f"Its releases can still be fetched by version: livinglab fetch {slug}@VERSION. "
            f"See: livinglab show {slug}",
        ),
    )


def yanked_notice(release: ReleaseBrief) -> Text:
    """Say loudly that a release was taken back, and why."""
    why = release.yanked.reason if release.yanked else ""
    version = release.version
    return Text(
        id=f"PERHATIAN: rilis {version} DITARIK dari katalog: {why} Pakailah versi lain bila ada; "
        "bila tidak, tanyakan kepada donornya.",
        en=f"WARNING: release {version} was YANKED from the catalog: {why} Use another version if there "
        "is one; else ask its donor.",
    )


def gone(slug: str, donor: str) -> UnknownName:
    """Say that what is installed here is no longer in the catalog, and whom to ask."""
    return UnknownName(
        Text(id=f"{slug} tidak lagi ada di katalog.", en=f"{slug} is no longer in the catalog."),
        Text(
            id=f"Tanyakan kepada donornya sebelum memperbarui atau memakainya lebih jauh: {donor}.",
            en=f"Ask its donor before you update it or rely on it further: {donor}.",
        ),
    )


def nothing_published(slug: str) -> UnknownName:
    """Say that there is no release that can be fetched."""
    return UnknownName(
        Text(
            id=f"{slug} tidak punya rilis yang boleh diambil saat ini.",
            en=f"{slug} has no release that may be fetched now.",
        ),
        Text(id=f"Lihat alasannya: livinglab show {slug}", en=f"See why: livinglab show {slug}"),
    )


def _did_you_mean(near: list[str]) -> Text | None:
    if not near:
        return None
    return Text(id=f"Mungkin maksud Anda: {', '.join(near)}", en=f"Did you mean: {', '.join(near)}")
