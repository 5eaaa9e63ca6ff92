"""One application of the catalog as people read it: the entry, one release in full, and all of them."""

from collections.abc import Sequence

from livinglab import provenance
from livinglab.client.catalog import Catalog, shown_version
from livinglab.contract import (
    Application,
    Check,
    Contact,
    Level,
    Release,
    ReleaseBrief,
    ReleaseStatus,
    Sentence,
)
from livinglab.language import Text
from livinglab.output import Output, size

STATUS = {
    ReleaseStatus.PUBLISHED: Text(id="terbit", en="published"),
    ReleaseStatus.WITHHELD: Text(id="ditahan karena lisensinya", en="withheld for its licence"),
    ReleaseStatus.SENT_BACK: Text(id="dikembalikan", en="sent back"),
    ReleaseStatus.QUARANTINED: Text(id="dikarantina", en="quarantined"),
}
STANDING = {
    "retired": Text(id="Dipensiunkan, tidak lagi ditawarkan: ", en="Retired, not offered any more: "),
    "quarantined": Text(id="Dikarantina, tersembunyi bagi umum: ", en="In quarantine, hidden from others: "),
    "review": Text(id="Ditinjau kurator; mirip dengan: ", en="In review by a curator; it is close to: "),
}
BY_CATALOG = Text(
    id="Dijelaskan oleh katalog, belum oleh pembuatnya.",
    en="Described by the catalog, not yet by its authors.",
)


def draw(output: Output, catalog: Catalog, application: Application, version: str | None) -> None:
    """Print an application with one release, the one that can be fetched unless a version is named."""
    chosen = version or application.latest_version or shown_version(application.releases)
    if chosen is None and application.releases:
        chosen = application.releases[0].version  # retired, or all yanked: people still read what it was
    release = catalog.release(application, chosen) if chosen else None
    blocking = _blocking(catalog, application, release) if release else []
    output.result(
        {
            "application": application.model_dump(mode="json"),
            "release": release.model_dump(mode="json") if release else None,
            "checks": [check.model_dump(mode="json") for check in blocking],
        }
    )
    _application(output, application)
    if release:
        _release(output, application, release, blocking)
    _releases(output, application.releases)


def _blocking(catalog: Catalog, application: Application, release: Release) -> list[Check]:
    """Ask what stands in a release's way, if anything does."""
    if release.status is ReleaseStatus.PUBLISHED:
        return []
    found = catalog.checks(application, release)
    return [check for check in found if check.level is Level.BLOCK and not check.override]


def _application(output: Output, application: Application) -> None:
    output.say(f"{application.name} ({application.slug})", style="bold")
    about = output.of(application.description)
    if about:
        output.say(f"  {about}")
    region = application.publisher.region
    where = f" ({region.code})" if region else ""
    output.rows(
        [
            (Text(id="donor", en="donor"), application.publisher.name + where),
            (Text(id="narahubung", en="contact"), _contacts(application.contacts)),
            (Text(id="repositori", en="repository"), application.url),
            (Text(id="halaman", en="page"), application.landing_url),
            (Text(id="kategori", en="categories"), ", ".join(application.categories) or None),
            (Text(id="status", en="status"), application.development_status),
            (Text(id="keterbukaan", en="visibility"), application.visibility.value),
        ]
    )
    if application.standing:
        why = application.standing.reason
        output.say(
            Text(
                id=STANDING[application.standing.state].id + why,
                en=STANDING[application.standing.state].en + why,
            ),
            style="red",
        )
    if application.described_by == "catalog":
        output.say(BY_CATALOG, style="yellow")
    if application.how_to_ask:
        output.say(_text(application.how_to_ask), style="yellow")
    output.listed([_text(each.message) for each in application.incidents], style="red")


def _contacts(contacts: Sequence[Contact]) -> str | None:
    said = [
        ", ".join(part for part in (one.name, one.affiliation, one.email, one.phone) if part)
        for one in contacts
    ]
    return "; ".join(said) or None


def _release(output: Output, application: Application, release: Release, blocking: Sequence[Check]) -> None:
    output.say(Text(id=f"Rilis {release.version}", en=f"Release {release.version}"), style="bold")
    found, sbom = release.license, release.sbom
    components = Text(
        id=f"{sbom.components} komponen, {sbom.path}" if sbom else "",
        en=f"{sbom.components} components, {sbom.path}" if sbom else "",
    )
    published = release.status is ReleaseStatus.PUBLISHED and release.yanked is None
    output.rows(
        [
            (Text(id="keadaan", en="state"), None if published else _state(release)),
            (Text(id="lisensi", en="licence"), provenance.in_words(found)),
            (Text(id="ukuran", en="size"), size(release.bytes, output.language)),
            (Text(id="berkas", en="files"), None if release.files is None else str(release.files)),
            (Text(id="commit", en="commit"), release.commit),
            (Text(id="SBOM", en="SBOM"), components if sbom else None),
        ]
    )
    places = list(provenance.places(found))
    if places:
        output.say(Text(id="Sumber keterangan lisensi:", en="Where the licence is known from:"))
        output.listed(places)
    if not found.usable:
        _unusable(output, application, release)
    _in_the_way(output, blocking)
    _overridden(output, release.overridden)
    if release.risks:
        output.say(Text(id="Yang perlu diketahui:", en="What to know:"))
        output.listed([_text(risk) for risk in release.risks], style="yellow")


def _unusable(output: Output, application: Application, release: Release) -> None:
    if release.license.reason:
        output.say(_text(release.license.reason), style="red")
    named = f"{application.slug}@{release.version}"
    output.say(
        Text(
            id=f"Tidak dapat diambil. Surat kepada donor: livinglab show {named} --letter",
            en=f"Cannot be fetched. A letter to the donor: livinglab show {named} --letter",
        ),
        style="red",
    )


def _in_the_way(output: Output, blocking: Sequence[Check]) -> None:
    if blocking:
        output.say(Text(id="Yang menghalangi:", en="What blocks:"), style="red")
    for check in blocking:
        output.say(f"  - {_where(check)}{output.text(_text(check.message))} [{check.code}]")


def _overridden(output: Output, overridden: Sequence[Check]) -> None:
    """Show what a curator let pass: everybody who fetches should read the reason."""
    if overridden:
        output.say(
            Text(id="Diloloskan kurator, dengan alasan:", en="Let pass by a curator, with the reason:"),
            style="yellow",
        )
    for check in overridden:
        output.say(f"  - {_where(check)}{output.text(_text(check.message))} [{check.code}]")
        if check.override:
            output.say(f"    {check.override.reason} ({check.override.actor}, {check.override.at:%Y-%m-%d})")


def _where(check: Check) -> str:
    if check.path is None:
        return ""
    return f"{check.path}:{check.line}: " if check.line else f"{check.path}: "


def _releases(output: Output, releases: Sequence[ReleaseBrief]) -> None:
    if releases:
        output.say(Text(id="Rilis:", en="Releases:"))
    for each in releases:
        output.say(f"  {each.version:<16} {each.released_at:%Y-%m-%d}  {output.text(_state(each))}")


def _state(release: ReleaseBrief) -> Text:
    """Say how a release stands: published, or why not, or why it was taken back."""
    if release.yanked is None:
        return STATUS[release.status]
    why = release.yanked.reason
    return Text(id=f"ditarik: {why}", en=f"yanked: {why}")


def _text(said: Sentence) -> Text:
    return Text(id=said.id, en=said.en)
