"""What the registry says about an installed release: newer ones, incidents, another licence."""

from collections.abc import Sequence
from typing import NamedTuple

from livinglab.adopting.use import Use, recorded_use
from livinglab.client.catalog import Catalog, gone, is_retired, retired, yanked_notice
from livinglab.client.index import vouched
from livinglab.client.opening import open_catalog
from livinglab.client.web import WebCatalog
from livinglab.context import Context
from livinglab.contract import Application, Release, ReleaseBrief, ReleaseStatus
from livinglab.errors import UnknownName
from livinglab.language import Text
from livinglab.output import Output
from livinglab.repository.versions import Version
from livinglab.workspace.lock import Lock


class Outlook(NamedTuple):
    """How an installed release stands in the catalog."""

    newer: Sequence[str]
    """Published releases after ours, oldest first."""
    warnings: Sequence[Text]
    """That ours was yanked, or the application retired."""
    incidents: Sequence[Text]
    license_now: str | None
    license_changed: bool
    use: Use | None = None
    """How the region's use of it is recorded; None where the registry does not say."""

    def show(self, output: Output) -> None:
        """Print it."""
        output.listed([*self.warnings, *self.incidents], style="red")
        if self.license_changed:
            now = self.license_now or "-"
            output.say(
                Text(id=f"Lisensi rilis terbaru: {now}", en=f"The newest release's licence: {now}"),
                style="yellow",
            )
        if self.use:
            self.use.show(output)
        if not self.newer:
            output.say(Text(id="Sudah rilis terbaru.", en="This is the newest release."), style="green")
            return
        newest, count = self.newer[-1], len(self.newer)
        releases = "release" if count == 1 else "releases"
        output.say(
            Text(
                id=f"Tertinggal {count} rilis; terbaru {newest}. Lihat: livinglab update --dry-run",
                en=f"Behind by {count} {releases}; the newest is {newest}. See: livinglab update --dry-run",
            ),
            style="yellow",
        )

    def facts(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "behind": len(self.newer),
            "newer": list(self.newer),
            "warnings": [each.en for each in self.warnings],
            "incidents": [each.en for each in self.incidents],
            "license_newest": self.license_now,
            "license_changed": self.license_changed,
            "adoption": self.use.facts() if self.use else None,
        }


def ask(context: Context, installed: Lock) -> Outlook:
    """Ask the registry about the installed release; raises Unreachable, UnknownName."""
    catalog = open_catalog(context.registry(installed.catalog), language=context.output.language)
    try:
        return _asked(context, catalog, installed)
    finally:
        if isinstance(catalog, WebCatalog):
            catalog.http.close()


def _asked(context: Context, catalog: Catalog, installed: Lock) -> Outlook:
    application = known(catalog, installed)
    releases = briefs(catalog, application, installed.version)
    newer = [] if is_retired(application) else newer_than(installed.version, releases)
    newest = newer[-1].version if newer else installed.version
    now = _license_of(catalog, application, newest)
    return Outlook(
        newer=[each.version for each in newer],
        warnings=warnings(application, releases, installed.version),
        incidents=incidents(catalog, application, installed),
        license_now=now,
        license_changed=now != installed.license,
        use=recorded_use(context, installed) if isinstance(catalog, WebCatalog) else None,
    )


def recorded_differences(context: Context, installed: Lock) -> list[Text]:
    """Return where the catalog's record differs from what was fetched, and the donor's incidents."""
    catalog = open_catalog(context.registry(installed.catalog), language=context.output.language)
    catalog = vouched(catalog, context.output)
    return incidents(catalog, known(catalog, installed), installed)


def known(catalog: Catalog, installed: Lock) -> Application:
    """Return the application that is installed here; raises UnknownName where the catalog has it no more."""
    try:
        return catalog.application(installed.slug)
    except UnknownName as error:
        raise gone(installed.slug, installed.donor_name) from error


def warnings(application: Application, releases: Sequence[ReleaseBrief], version: str) -> list[Text]:
    """Say if the installed release was yanked, and if the application was retired."""
    found = [yanked_notice(each) for each in releases if each.version == version and each.yanked]
    return [*found, retired(application).text] if is_retired(application) else found


def briefs(catalog: Catalog, application: Application, version: str) -> Sequence[ReleaseBrief]:
    """Return the releases, newest first, at least back to `version`: the application itself names only 25."""
    if any(each.version == version for each in application.releases):
        return application.releases
    return catalog.releases(application)


def newer_than(version: str, releases: Sequence[ReleaseBrief]) -> list[ReleaseBrief]:
    """Return the published releases after `version`, oldest first; pre-releases only if ours is one."""
    ours = Version.parse(version)
    published = [each for each in releases if each.status is ReleaseStatus.PUBLISHED and each.yanked is None]
    if ours is None:
        position = next(
            (place for place, each in enumerate(published) if each.version == version), len(published)
        )
        return published[:position][::-1]
    later = [
        (parsed, each) for each in published if (parsed := Version.parse(each.version)) and parsed > ours
    ]
    later = [(parsed, each) for parsed, each in later if ours.prerelease or not parsed.prerelease]
    return [each for _, each in sorted(later, key=lambda pair: pair[0])]


def incidents(catalog: Catalog, application: Application, installed: Lock) -> list[Text]:
    """Return what the donor did to our release, and where the catalog's record is not what we fetched."""
    found = [
        Text(id=each.message.id, en=each.message.en)
        for each in application.incidents
        if each.version == installed.version
    ]
    try:
        recorded = catalog.release(application, installed.version)
    except UnknownName:
        version = installed.version
        return [
            *found,
            Text(id=f"Katalog tidak lagi mengenal {version}.", en=f"The catalog no longer knows {version}."),
        ]
    return [*found, *differences(recorded, installed)]


def differences(recorded: Release, installed: Lock) -> list[Text]:
    """Compare the catalog's record of a release with the lock, which was verified when it was written."""
    pairs: list[tuple[str, str | None, str | None]] = [
        ("commit", recorded.commit, installed.commit),
        ("tree", recorded.tree, installed.tree),
        ("snapshot", recorded.snapshot_commit, installed.snapshot),
    ]
    if recorded.files is not None:  # else nothing is told of a source that is not public
        pairs.append(("license", recorded.license.blob, installed.license_blob))
    found = [
        Text(
            id=f"Catatan katalog berubah: {what} {str(now)[:12]}, saat diambil {str(then)[:12]}.",
            en=f"The catalog's record changed: {what} {str(now)[:12]}, when fetched {str(then)[:12]}.",
        )
        for what, now, then in pairs
        if now != then
    ]
    if recorded.status is not ReleaseStatus.PUBLISHED:
        found.append(
            Text(
                id=f"Rilis ini kini: {recorded.status.value}.",
                en=f"This release is now: {recorded.status.value}.",
            )
        )
    return found


def _license_of(catalog: Catalog, application: Application, version: str) -> str | None:
    try:
        return catalog.release(application, version).license.spdx
    except UnknownName:
        return application.license
