"""What a visit brings home: plain values that the crawl fills in and the catalog records."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from livinglab import contract


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


MANIFEST_FACTS = TypeAdapter(ManifestFacts)  # how a release keeps them, and how they are read again


@dataclass(frozen=True)
class ReleaseFound:
    """One release as a visit found it. It may be published when no finding blocks."""

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

    @property
    def blocked(self) -> bool:
        """Whether a finding keeps this release out of publication."""
        return any(finding.level is contract.Level.BLOCK for finding in self.findings)


@dataclass(frozen=True)
class IncidentFound:
    """A published tag that names another commit now, or none (`found` is empty)."""

    kind: Literal["tag-moved", "tag-deleted"]
    version: str
    found: str


@dataclass(frozen=True)
class VisitOutcome:
    """All that a successful visit learned. `order` names every known version, oldest first."""

    releases: list[ReleaseFound]
    order: list[str]
    incidents: list[IncidentFound] = field(default_factory=list)
    canonical_url: str | None = None


@dataclass(frozen=True)
class KnownRelease:
    """A release as the catalog has it already, so that a visit does only what is new."""

    version: str
    tag: str | None
    status: contract.ReleaseStatus
    commit: str
    tree: str
    snapshot_commit: str | None
