"""What a visit brings home: plain values that the crawl fills in and the catalog records."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pydantic import TypeAdapter

from livinglab import contract
from livinglab.checks.components import NONE, Components
from livinglab.checks.licensing import WITHHOLDING
from livinglab.contract import Level, ReleaseStatus
from livinglab.contract.described import Contractor, Dependency, Documents
from registry.catalog.presentations import Presented

TREE_REFUSED, TREE_MALFORMED = "tree-refused", "tree-malformed"
# A curator's reason gives no rights that nobody has granted, and makes no harmful tree safe.
NEVER = WITHHOLDING | {TREE_REFUSED, TREE_MALFORMED}
UNSETTLED = frozenset({ReleaseStatus.SENT_BACK, ReleaseStatus.WITHHELD})  # looked at again on every visit


@dataclass(frozen=True)
class ManifestFacts:
    """What the catalog shows of a publiccode.yml."""

    name: str
    license: str | None = None
    landing_url: str | None = None
    categories: list[str] = field(default_factory=list)
    development_status: str | None = None
    software_type: str | None = None
    descriptions: dict[str, contract.Description] = field(default_factory=dict)
    described_by: Literal["authors", "catalog"] = "authors"
    maintenance_type: str | None = None
    maintained_until: date | None = None
    contacts: list[contract.Contact] = field(default_factory=list)
    text: str | None = None  # the whole of it, as `livinglab.manifest` writes it; not kept before 0.5
    documents: dict[str, Documents] = field(default_factory=dict)  # from here on: not before 0.6
    contractors: list[Contractor] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)
    platforms: list[str] = field(default_factory=list)
    based_on: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


MANIFEST_FACTS = TypeAdapter(ManifestFacts)  # how a release keeps them, and how they are read again


@dataclass(frozen=True)
class ReleaseFound:
    """One release as a visit found it. It may be published when no finding blocks that nobody overrode."""

    version: str
    tag: str | None
    commit: str
    tree: str
    released_at: datetime
    files: int
    bytes: int
    license: contract.License
    manifest: ManifestFacts | None
    findings: list[contract.Check] = field(default_factory=list)
    risks: list[contract.Sentence] = field(default_factory=list)
    snapshot_commit: str | None = None
    archives: list[contract.Archive] = field(default_factory=list)
    components: Components = NONE
    sbom: contract.Sbom | None = None
    presented: Presented | None = None

    @property
    def blocked(self) -> bool:
        """Whether a finding keeps this release from being fetched."""
        return bool(self._in_the_way)

    @property
    def status(self) -> ReleaseStatus:
        """Published; withheld, where only the licence is in the way; else sent back."""
        codes = self._in_the_way
        if not codes:
            return ReleaseStatus.PUBLISHED
        return ReleaseStatus.WITHHELD if codes <= WITHHOLDING else ReleaseStatus.SENT_BACK

    @property
    def overridden(self) -> list[contract.Check]:
        """The findings that block and that a curator let pass."""
        return [one for one in self.findings if one.level is Level.BLOCK and one.override]

    @property
    def _in_the_way(self) -> set[str]:
        return {one.code for one in self.findings if one.level is Level.BLOCK and not one.override}


@dataclass(frozen=True)
class Curated:
    """A curator's manifest as a visit read it: what it says, or what is wrong with it."""

    facts: ManifestFacts | None
    problems: list[contract.Check] = field(default_factory=list)


@dataclass(frozen=True)
class Signs:
    """What a visit saw of a donor's work, as numbers without names.

    `commits` and the distinct `people` who wrote them are those of the two years before `seen_at`.
    """

    seen_at: datetime
    last_change: datetime
    commits: int
    people: int


SIGNS = TypeAdapter(Signs)


@dataclass(frozen=True)
class IncidentFound:
    """A published tag that names another commit now, or none (`found` is empty)."""

    kind: Literal["tag-moved", "tag-deleted"]
    version: str
    found: str


@dataclass(frozen=True)
class Refreshed:
    """A release that was published before and is presented anew: nothing else of it changes."""

    version: str
    manifest: ManifestFacts | None
    presented: Presented


@dataclass(frozen=True)
class VisitOutcome:
    """All that a successful visit learned. `order` names every known version, oldest first.

    `hidden`: its archives were put where nobody may have them, by the application's standing as it left.
    """

    releases: list[ReleaseFound]
    order: list[str]
    incidents: list[IncidentFound] = field(default_factory=list)
    canonical_url: str | None = None
    curated: Curated | None = None
    signs: Signs | None = None
    hidden: bool = False
    refreshed: Refreshed | None = None


@dataclass(frozen=True)
class Pass:
    """A curator's override as a visit applies it. `version` and `path` of None mean every one."""

    code: str
    version: str | None
    path: str | None
    override: contract.Override

    def covers(self, finding: contract.Check, version: str) -> bool:
        """Say whether this lets a finding of a version pass."""
        return (
            finding.code == self.code
            and self.version in (None, version)
            and self.path in (None, finding.path)
        )


@dataclass(frozen=True)
class KnownRelease:
    """A release as the catalog has it already, so that a visit does only what is new."""

    version: str
    tag: str | None
    status: contract.ReleaseStatus
    commit: str
    tree: str
    snapshot_commit: str | None
    # How it is shown, not what it is: presented by today's rules; the one that its application speaks of.
    is_presented: bool = field(default=False, compare=False)
    is_told: bool = field(default=False, compare=False)
