"""The archives of a release: its snapshot, its delta from its predecessor, the donor's history; its bill."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from livinglab import contract
from livinglab.checks import sbom
from livinglab.repository import git, snapshots
from livinglab.repository.snapshots import SNAPSHOT_REFS, BundleFile
from registry.catalog.found import ReleaseFound
from registry.catalog.store import Store, archive_name, bill_name, quarantined_name
from registry.crawl.bounds import Allowance
from registry.crawl.quarantine import refs

DONOR_REFS = "refs/livinglab/donor/"
Kind = Literal["snapshot", "delta", "history"]


@dataclass(frozen=True)
class Snapshot:
    """One release's snapshot commit, in the mirror."""

    version: str
    commit: str


@dataclass(frozen=True)
class Archiver:
    """Makes the archives of one visit and puts them into the store, before the catalog hears of them.

    `hidden`: under names that no route serves. What is written of them names the place where they will be.
    """

    mirror: Path
    work: Path
    store: Store
    allowance: Allowance
    restricted: bool
    hidden: bool = False

    def snapshot(self, version: str, donor_commit: str, tree: str) -> Snapshot:
        """Make a release's snapshot commit and pin it, and the donor's own commit, for good."""
        commit = snapshots.make_commit(self.mirror, tree, git.SERVICE)
        pins = {f"{SNAPSHOT_REFS}{version}": commit, f"{DONOR_REFS}{version}": donor_commit}
        lines = "".join(f"update {ref} {oid}\n" for ref, oid in pins.items()).encode("ascii")
        git.run(["update-ref", "--stdin"], git_dir=self.mirror, input=lines, profile=git.SERVICE)
        return Snapshot(version, commit)

    def write(
        self, new: Snapshot, before: Snapshot | None, *, history_of: str | None
    ) -> list[contract.Archive]:
        """Write and store the archives of `new`: bundle, delta from `before`, history if asked."""
        file = self.work / "bundle"
        limits = self.allowance.limits()
        bundle = snapshots.write_bundle(
            self.mirror, new.version, new.commit, file, git.SERVICE, limits=limits
        )
        archives = [self._store("snapshot", bundle)]
        if before is not None and before.commit != new.commit:
            names = (new.version, new.commit, before.version, before.commit)
            delta = snapshots.write_delta(self.mirror, *names, file, git.SERVICE, limits=limits)
            archives.append(self._store("delta", delta, before.version))
        if history_of is not None:
            name = (new.version, history_of)
            history = snapshots.write_history(self.mirror, *name, file, git.SERVICE, limits=limits)
            archives.append(self._store("history", history))
        return archives

    def bill(self, release: ReleaseFound, *, url: str) -> contract.Sbom | None:
        """Write and store a release's bill of materials; None where no lock file names a package."""
        if not release.components.found:
            return None
        content = sbom.write(
            release.components,
            name=release.manifest.name if release.manifest else release.version,
            version=release.version,
            released=release.released_at,
            license=release.license.spdx,
            url=url,
        )
        sha256 = hashlib.sha256(content).hexdigest()
        name = bill_name(sha256, restricted=self.restricted)
        file = self.work / "bill"
        file.write_bytes(content)
        self._put(name, file)
        file.unlink()
        count = len(release.components.found)
        return contract.Sbom(path=f"archives/{name}", sha256=sha256, bytes=len(content), components=count)

    def _put(self, name: str, path: Path) -> None:
        self.store.put_file(quarantined_name(name) if self.hidden else name, path)

    def _store(self, kind: Kind, bundle: BundleFile, from_version: str | None = None) -> contract.Archive:
        name = archive_name(bundle.sha256, restricted=self.restricted)
        self._put(name, bundle.path)
        bundle.path.unlink()
        return contract.Archive(
            kind=kind,
            sha256=bundle.sha256,
            bytes=bundle.bytes,
            path=f"archives/{name}",
            from_version=from_version,
        )


def predecessor(
    version: str, order: Sequence[str], available: Sequence[Snapshot], mirror: Path
) -> Snapshot | None:
    """Return the snapshot of the nearest older version that this mirror still has."""
    pinned = refs(mirror)
    by_version = {snapshot.version: snapshot for snapshot in available}
    for older in reversed(order[: order.index(version)]):
        found = by_version.get(older)
        if found is not None and pinned.get(f"{SNAPSHOT_REFS}{older}") == found.commit:
            return found
    return None
