"""What a visit does at the donor and on disk: from an address to releases with their archives."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from livinglab.checks import Memory
from livinglab.contract import ReleaseStatus, Visibility
from livinglab.language import Text
from registry.catalog.found import KnownRelease, Pass, ReleaseFound, Signs, VisitOutcome
from registry.catalog.store import Store
from registry.crawl import commits, description, inspection, quarantine, releases, remote, signs
from registry.crawl.addresses import Pinned
from registry.crawl.archives import Archiver, Snapshot, predecessor
from registry.crawl.bounds import Allowance
from registry.crawl.connector import Connector
from registry.crawl.errors import DonorRefused
from registry.crawl.examination import Examiner, is_refused, malformed
from registry.crawl.quarantine import Quarantine
from registry.crawl.releases import Plan


@dataclass(frozen=True)
class Errand:
    """What a visit knows before it leaves."""

    source_id: int
    url: str
    slug: str
    visibility: Visibility
    manifest: str | None
    known: list[KnownRelease]
    now: datetime
    passes: list[Pass] = field(default_factory=list)
    hidden: bool = False


@dataclass(frozen=True)
class Harvest:
    """What it came back with. `bytes` were taken on disk in quarantine."""

    outcome: VisitOutcome
    bytes: int


def bring(
    errand: Errand, place: Quarantine, *, connector: Connector, allowance: Allowance, store: Store
) -> Harvest:
    """Visit the donor. Raises VisitFailed, RepositoryError, RegistryError (the store)."""
    located = connector.locate(errand.url)
    plan = _plan(errand, located.pinned, allowance)
    restricted = errand.visibility is not Visibility.PUBLIC
    archiver = Archiver(
        place.mirror, place.work, store, allowance, restricted=restricted, hidden=errand.hidden
    )
    found, taken = _look(errand, place, plan, located.pinned, allowance)
    archived = _archive(errand, place, plan, found, archiver)
    outcome = VisitOutcome(
        releases=archived,
        order=plan.order,
        incidents=plan.incidents,
        canonical_url=located.canonical.url,
        curated=description.curated(errand.manifest),
        signs=_signs(errand, place, plan, found, allowance),
        hidden=errand.hidden,
    )
    return Harvest(outcome, taken)


def _plan(errand: Errand, pinned: Pinned, allowance: Allowance) -> Plan:
    tags = remote.tags(pinned, allowance)
    if releases.usable(tags):
        plan = releases.plan_tags(tags, errand.known, most=allowance.bounds.releases)
        return replace(plan, tags=frozenset(tags))
    head = remote.head(pinned, allowance)
    if head is None and not errand.known:
        raise DonorRefused(
            Text(
                id="Repositori sumber masih kosong: belum ada cabang utama maupun tag versi.",
                en="The donor's repository is empty: there is no default branch and no version tag.",
            )
        )
    plan = releases.plan_head(head, errand.known, today=errand.now.date())
    return replace(plan, tags=frozenset(tags))


def _look(
    errand: Errand, place: Quarantine, plan: Plan, pinned: Pinned, allowance: Allowance
) -> tuple[list[ReleaseFound], int]:
    """Fetch what is not here yet, check it where it is, and let it into the mirror if it may be kept."""
    here = inspection.trees(place.mirror, plan.wanted) if place.mirror.exists() else {}
    missing = [release for release in plan.wanted if release.version not in here]
    if not missing:
        return _dated(_examine(errand, place.mirror, plan, here, allowance), errand, place, plan), 0
    quarantine.fetch(place, pinned, missing, allowance)
    inspection.check_objects(place.git_dir, allowance, whole=not place.mirror.exists())
    trees = {**here, **inspection.trees(place.git_dir, missing)}
    if not trees and not errand.known:
        raise DonorRefused(
            Text(
                id="Tidak satu pun tag versi di repositori sumber menunjuk ke sebuah commit.",
                en="None of the version tags of the donor's repository names a commit.",
            )
        )
    found = _examine(errand, place.git_dir, plan, trees, allowance)
    taken = quarantine.taken(place)
    if found and all(is_refused(release) for release in found):
        return found, taken
    quarantine.accept(place, missing)
    return _dated(found, errand, place, plan), taken


def _examine(
    errand: Errand, git_dir: Path, plan: Plan, trees: dict[str, str], allowance: Allowance
) -> list[ReleaseFound]:
    """Check each wanted release that really came."""
    examiner = Examiner(git_dir, plan.tags, errand.manifest, errand.passes, Memory())
    present = [release for release in plan.wanted if release.version in trees]
    found = [examiner.examine(release, trees[release.version]) for release in present]
    roots = {release.tree for release in found if not is_refused(release)}
    odd = inspection.odd_trees(git_dir, roots, allowance) if allowance.bounds.check_trees else set()
    return [malformed(release) if release.tree in odd else release for release in found]


def _dated(found: list[ReleaseFound], errand: Errand, place: Quarantine, plan: Plan) -> list[ReleaseFound]:
    versions = {release.version for release in found}
    wanted = [release for release in plan.wanted if release.version in versions]
    moments = commits.moments(place.mirror, wanted, quarantine.refs(place.mirror), now=errand.now)
    return [replace(release, released_at=moments[release.version]) for release in found]


def _archive(
    errand: Errand, place: Quarantine, plan: Plan, found: list[ReleaseFound], archiver: Archiver
) -> list[ReleaseFound]:
    """Give each release that may be published its date and its archives, oldest first."""
    good = [release for release in found if not release.blocked]
    if not good:
        return found
    available = [
        Snapshot(release.version, release.snapshot_commit)
        for release in errand.known
        if release.snapshot_commit and release.status is ReleaseStatus.PUBLISHED
    ]
    published = {snapshot.version for snapshot in available} | {release.version for release in good}
    newest = [version for version in plan.order if version in published][-1]
    archived: dict[str, ReleaseFound] = {}
    for release in sorted(good, key=lambda release: plan.order.index(release.version)):
        snapshot = archiver.snapshot(release.version, release.commit, release.tree)
        before = predecessor(release.version, plan.order, available, place.mirror)
        history_of = release.commit if release.version == newest else None
        archives = archiver.write(snapshot, before, history_of=history_of)
        bill = archiver.bill(release, url=errand.url)
        archived[release.version] = replace(
            release, snapshot_commit=snapshot.commit, archives=archives, sbom=bill
        )
        available.append(snapshot)
    return [archived.get(release.version, release) for release in found]


def _signs(
    errand: Errand, place: Quarantine, plan: Plan, found: Sequence[ReleaseFound], allowance: Allowance
) -> Signs | None:
    """Read the signs of life at the newest version that the mirror has."""
    known = {release.version: release.commit for release in errand.known}
    known |= {release.version: release.commit for release in found}
    newest = next((known[version] for version in reversed(plan.order) if version in known), None)
    if newest is None or not place.mirror.exists():
        return None
    return signs.seen(place.mirror, newest, allowance, now=errand.now)
