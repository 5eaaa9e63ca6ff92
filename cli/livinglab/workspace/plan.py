"""The plan of a fetch: everything that is known before a byte is downloaded, and every reason not to."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from livinglab import provenance
from livinglab.client.bundle import BundleCatalog
from livinglab.client.catalog import Catalog, Found, retired, yanked_notice
from livinglab.client.index import vouched
from livinglab.client.opening import open_catalog
from livinglab.context import Context
from livinglab.contract import Application, Archive, Release
from livinglab.language import Text
from livinglab.output import Output, size
from livinglab.regions import Place, resolve
from livinglab.workspace.admission import archive_to_fetch, refuse_full_disk
from livinglab.workspace.building import refuse_taken


class Plan(NamedTuple):
    """What will be fetched, from where, for whom, and to where."""

    catalog: Catalog
    found: Found
    archive: Archive
    place: Place
    target: Path
    region: Mapping[str, str]
    """The region's answers, as the overlay's templates know them."""

    def show(self, output: Output) -> None:
        """Print it."""
        application, release = self.found
        output.say(f"{application.name} {release.version}", style="bold")
        language = output.language
        files = f"{release.files or 0:,}".replace(",", "." if language == "id" else ",")
        output.rows(
            [
                (Text(id="donor", en="donor"), application.publisher.name),
                (Text(id="untuk", en="for"), f"{self.place.name} ({self.place.code})"),
                (Text(id="lisensi", en="licence"), provenance.in_words(release.license)),
                (
                    Text(id="unduhan", en="download"),
                    f"{size(self.archive.bytes, language)} → {size(release.bytes, language)}, "
                    + Text(id=f"{files} berkas", en=f"{files} files").to(language),
                ),
                (Text(id="dari", en="from"), self.catalog.address),
                (Text(id="ke", en="to"), str(self.target)),
            ]
        )
        if release.yanked:
            output.say(yanked_notice(release), style="red")
        if application.standing:
            output.say(retired(application).text, style="red")
        known = [*_known(application, release)]
        if known:
            output.say(Text(id="Yang perlu diketahui:", en="What to know:"), style="yellow")
            output.listed(known)

    def facts(self) -> dict[str, object]:
        """Return it for JSON."""
        application, release = self.found
        return {
            "application": application.slug,
            "version": release.version,
            "commit": release.commit,
            "tree": release.tree,
            "license": release.license.spdx,
            "bytes": self.archive.bytes,
            "files": release.files,
            "region": {"code": self.place.code, "name": self.place.name},
            "directory": str(self.target),
            "provenance": release.license.provenance,
            "risks": [risk.model_dump() for risk in release.risks],
            "overridden": [check.code for check in release.overridden],
            "yanked": release.yanked.model_dump(mode="json") if release.yanked else None,
        }


def _known(application: Application, release: Release) -> Iterator[Text]:
    """Say what an adopter should know before agreeing: risks, what was let pass and why, incidents."""
    for risk in release.risks:
        yield Text(id=risk.id, en=risk.en)
    for check in release.overridden:
        if check.override:
            why = check.override.reason
            yield Text(
                id=f"Diloloskan kurator [{check.code}]: {check.message.id} Alasan: {why}",
                en=f"Let pass by a curator [{check.code}]: {check.message.en} The reason: {why}",
            )
    for incident in application.incidents:
        yield Text(id=incident.message.id, en=incident.message.en)
    if application.described_by == "catalog":
        yield Text(
            id="Dijelaskan oleh katalog, belum oleh pembuatnya.",
            en="Described by the catalog, not yet by its authors.",
        )


def planned(context: Context, slug: str, version: str | None) -> Plan:
    """Ask the catalog, resolve the region, and refuse with a reason whatever cannot be done."""
    arguments = context.arguments
    target = Path(os.path.abspath(arguments.directory or slug))
    refuse_taken(target)
    place = resolve(arguments.region or context.settings.region, _asking(context))
    catalog = _catalog(context, slug, place.code)
    application = catalog.application(slug)
    found = Found(application, catalog.release(application, version))
    archive = archive_to_fetch(found)
    refuse_full_disk(target, found.release.bytes + 3 * archive.bytes)
    region = {"region_code": place.code, "region_name": place.name}
    if arguments.domain:
        region["domain"] = arguments.domain
    if arguments.contact:
        region["contact"] = arguments.contact
    return Plan(catalog, found, archive, place, target, region)


def _asking(context: Context) -> Callable[[str], str | None]:
    """Return who knows the names of districts and villages: the registry, if there is one to ask."""
    arguments = context.arguments
    if arguments.offline or arguments.from_bundle:
        return lambda code: None  # noqa: ARG005 - nobody to ask
    return lambda code: open_catalog(context.registry(), language=context.output.language).region_name(code)


def _catalog(context: Context, slug: str, region_code: str) -> Catalog:
    arguments = context.arguments
    if arguments.from_bundle:
        entry = Path(arguments.entry) if arguments.entry else None
        context.output.note(
            Text(
                id="Diperiksa hanya terhadap entri katalognya: entri itu sendiri tidak bertanda tangan.",
                en="Verified only against its catalog entry: that entry itself carries no signature.",
            ),
            style="yellow",
        )
        return BundleCatalog(Path(arguments.from_bundle), slug, entry)
    catalog = open_catalog(
        context.registry(),
        language=context.output.language,
        offline=arguments.offline,
        region_code=region_code,
    )
    return vouched(catalog, context.output, allow_expired=arguments.allow_expired_index)
