"""What one vendor commit holds beside the donor's files: overlay, ignore rules, lock."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from livinglab.client.catalog import donor_url
from livinglab.client.folder import archive_path
from livinglab.contract import Application, Archive, Release
from livinglab.errors import NotFetchable, NotVerified
from livinglab.language import Text
from livinglab.repository.names import printable
from livinglab.scaffold import Answers, File, Stack, detect, render
from livinglab.scaffold.environment import refuse_tracked
from livinglab.workspace import lock
from livinglab.workspace.listing import TreeListing
from livinglab.workspace.vendor import VendorCommit

IGNORE = ".gitignore"
IGNORE_BLOCK = b"\n# livinglab: secrets and backups stay on the machine\n/.env\n/.livinglab/cadangan/\n"
LARGEST_IGNORE = 1024 * 1024
OWN_PATHS = (".livinglab/", "compose.", "README.daerah.md", IGNORE)
"""Where an overlay may put files. `verify` holds a fetched directory to this list too."""
LONGEST_ANSWER = 300


class Composed(NamedTuple):
    """A release made ready for a region."""

    stack: Stack
    vendor: VendorCommit
    region: Mapping[str, File]
    risks: tuple[Text, ...]


def compose(
    application: Application,
    release: Release,
    listing: TreeListing,
    *,
    region: Mapping[str, str],
    catalog: str | None,
    parents: list[str],
    installed: str | None = None,
) -> Composed:
    """Detect the stack, render the overlay for the region and write the lock.

    `region` holds region_code, region_name and, where given, domain and contact. `installed` is the stack of
    the release that is here, which stays if it can.
    """
    refuse_tracked(listing.paths)
    _licence_as_promised(release, listing)
    stack = detect(listing, keep=installed)
    overlay = render(stack, answers_of(application, release, region))
    files = {**overlay.machine}
    files.setdefault(IGNORE, _ignoring(listing))
    refuse_outside([*files, *overlay.region], listing.paths)
    facts = {**_facts(application, release, catalog), "region": _about_region(region)}
    contents = {path: hashlib.sha256(file.content).hexdigest() for path, file in files.items()}
    about = {"id": overlay.id, "sha256": overlay.sha256, "files": contents}
    files[lock.PATH] = File(lock.compose(facts, about))
    return Composed(stack, _commit(application, release, parents, files), overlay.region, overlay.risks)


def answers_of(application: Application, release: Release, region: Mapping[str, str]) -> Answers:
    """Put together what templates may know; texts of the donor's are cut to what answers may be."""
    return Answers(
        **region,
        slug=application.slug,
        app_name=_answer(application.name),
        version=release.version,
        donor_name=_answer(application.publisher.name),
        donor_url=_answer(donor_url(application)),
        license=release.license.spdx or "NOASSERTION",
    )


def archive_of(release: Release, kind: str = "snapshot", from_version: str | None = None) -> Archive | None:
    """Return the release's archive of one kind."""
    for archive in release.archives:
        if archive.kind == kind and archive.from_version == from_version:
            return archive
    return None


def refuse_outside(ours: Sequence[str], donors: Sequence[str]) -> None:
    """Refuse an overlay that leaves its places, or differs from a donor's file in the case of letters."""
    roots = {path.split("/")[0] for path in ours}
    folded = {root.casefold(): root for root in roots}
    for path in ours:
        if not path.startswith(OWN_PATHS) or ".." in path.split("/"):
            raise NotVerified(
                Text(id=f"Overlay menulis di luar tempatnya: {path}", en=f"Overlay leaves its place: {path}")
            )
    for path in donors:
        theirs = path.split("/")[0]
        ours_too = folded.get(theirs.casefold())
        if ours_too and theirs not in roots:
            theirs = printable(theirs)
            raise NotFetchable(
                Text(
                    id=f"Donor punya '{theirs}', yang bertabrakan dengan '{ours_too}' kita.",
                    en=f"The donor has '{theirs}', which collides with our '{ours_too}'.",
                )
            )


def _commit(
    application: Application, release: Release, parents: list[str], files: Mapping[str, File]
) -> VendorCommit:
    return VendorCommit(
        name=application.slug,
        version=release.version,
        donor_commit=release.commit,
        donor_tree=release.tree,
        donor_url=donor_url(application),
        parents=parents,
        date=max(0, int(release.released_at.timestamp())),
        files=files,
    )


def _facts(application: Application, release: Release, catalog: str | None) -> dict[str, object]:
    archive = archive_of(release)
    return {
        "app": {"id": application.slug, "name": application.name, "catalog": catalog},
        "donor": {
            "name": application.publisher.name,
            "url": donor_url(application),
            "version": release.version,
            "tag": release.tag,
            "released_at": release.released_at.isoformat(),
            "commit": release.commit,
            "tree": release.tree,
            "swhid_dir": f"swh:1:dir:{release.tree}",
            "swhid_rev": f"swh:1:rev:{release.commit}",
        },
        "snapshot": {
            "commit": release.snapshot_commit,
            "bundle": archive_path(archive) if archive else None,
            "sha256": archive.sha256 if archive else None,
            "bytes": archive.bytes if archive else None,
        },
        "license": {"spdx": release.license.spdx, "file": release.license.file, "blob": release.license.blob},
    }


def _about_region(region: Mapping[str, str]) -> dict[str, str]:
    """The lock knows the region, and of its other answers only a digest: they may name a person."""
    answers = json.dumps(dict(region), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(answers.encode()).hexdigest()
    return {"code": region["region_code"], "name": region["region_name"], "answers_sha256": digest}


def _ignoring(listing: TreeListing) -> File:
    donors = listing.read(IGNORE, LARGEST_IGNORE) or b""
    if donors and not donors.endswith(b"\n"):
        donors += b"\n"
    return File(donors + IGNORE_BLOCK)


def _licence_as_promised(release: Release, listing: TreeListing) -> None:
    file, blob = release.license.file, release.license.blob
    if file and blob and listing.oid(file) != blob:
        raise NotVerified(
            Text(
                id=f"Berkas lisensi {file} bukan yang dicatat katalog.",
                en=f"The licence file {file} is not the one that the catalog recorded.",
            )
        )


def _answer(text: str) -> str:
    return printable(text)[:LONGEST_ANSWER].strip() or "-"
