"""What a visit does at the donor and on disk: from an address to releases with their archives."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from livinglab import checks
from livinglab.checks import Memory
from livinglab.contract import ReleaseStatus, Visibility
from livinglab.language import Text
from livinglab.repository import git
from livinglab.repository.errors import RepositoryError
from registry.catalog.found import KnownRelease, Pass, Refreshed, ReleaseFound, Signs, VisitOutcome
from registry.catalog.presentations import SHOWN
from registry.catalog.store import Store
from registry.crawl import commits, description, inspection, quarantine, releases, remote, signs
from registry.crawl.addresses import Pinned
from registry.crawl.archives import Archiver, Snapshot, predecessor
from registry.crawl.bounds import Allowance
from registry.crawl.connector import Connector
from registry.crawl.errors import DonorRefused
from registry.crawl.examination import Examiner, is_refused, malformed
from registry.crawl.presenting.presenter import Ground, present
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
        refreshed=_refreshed(errand, place, plan, archived, allowance),
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
    examiner = Examiner(
        git_dir,
        plan.tags,
        errand.manifest,
        errand.passes,
        Memory(),
        _ground(errand, allowance),
        _to_present(errand, plan),
    )
    present = [release for release in plan.wanted if release.version in trees]
    found = [examiner.examine(release, trees[release.version]) for release in present]
    roots = {release.tree for release in found if not is_refused(release)}
    odd = inspection.odd_trees(git_dir, roots, allowance) if allowance.bounds.check_trees else set()
    return [malformed(release) if release.tree in odd else release for release in found]


def _ground(errand: Errand, allowance: Allowance) -> Ground:
    return Ground(errand.slug, errand.url if errand.visibility is Visibility.PUBLIC else None, allowance)


def _to_present(errand: Errand, plan: Plan) -> frozenset[str]:
    """Return the newest version that a visit looks at, unless it is presented just as it stands."""
    newest, presented = plan.wanted[-1:], _presented(errand)
    return frozenset(one.version for one in newest if (one.version, one.commit) not in presented)


def _refreshed(
    errand: Errand, place: Quarantine, plan: Plan, found: list[ReleaseFound], allowance: Allowance
) -> Refreshed | None:
    """Present the release that the application will speak of, where neither this visit nor one before did."""
    told = _told(errand, plan, found)
    if told is None or _is_presented(told, errand) or not place.mirror.exists():
        return None
    text = errand.manifest.encode() if errand.manifest else None
    looking = checks.described_subject(place.mirror, told.commit, told.tree, text, git.SERVICE)
    try:
        with looking as subject:
            presented = present(subject, _ground(errand, allowance))
            said, by_authors = subject.manifest, subject.described_by == "authors"
    except RepositoryError:  # the mirror was lost: the donor's next release will be presented
        return None
    facts = description.facts(said, by_authors=by_authors) if said else None
    return Refreshed(told.version, facts, presented)


def _told(errand: Errand, plan: Plan, found: list[ReleaseFound]) -> ReleaseFound | KnownRelease | None:
    """Return the newest release that may be fetched, else the newest that is shown."""
    looked_at = {release.version for release in found}
    before: list[ReleaseFound | KnownRelease] = [
        known for known in errand.known if known.is_told and known.version not in looked_at
    ]
    shown = [*before, *(release for release in found if release.status in SHOWN)]
    return max(
        shown,
        key=lambda one: (one.status is ReleaseStatus.PUBLISHED, plan.order.index(one.version)),
        default=None,
    )


def _is_presented(release: ReleaseFound | KnownRelease, errand: Errand) -> bool:
    if isinstance(release, KnownRelease):
        return release.is_presented
    return release.presented is not None or (release.version, release.commit) in _presented(errand)


def _presented(errand: Errand) -> set[tuple[str, str]]:
    return {(known.version, known.commit) for known in errand.known if known.is_presented}


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
