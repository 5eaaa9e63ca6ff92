"""The catalog as it travels: applications, releases, what checks found, submissions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from livinglab.contract.described import Contact, Contractor, Dependency, Description, Documents, Picture
from livinglab.contract.words import Answer, Digest, ObjectId, Page, RegionCode, Sentence, Slug, Wire

Provenance = Literal["declared", "boilerplate", "conflicting", "none", "by-agreement"]  # of a licence


class Visibility(StrEnum):
    """Who may have the source; the entry itself is visible to all (PP 71/2019 art. 9(5))."""

    PUBLIC = "public"
    GOVERNMENT = "government"
    AGREEMENT = "agreement"


class Level(StrEnum):
    """How much a check's finding weighs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class ReleaseStatus(StrEnum):
    """Where a release stands. Only a published one can be fetched.

    A withheld one is shown and has no archives: only its licence stands in the way.
    """

    PUBLISHED = "published"
    WITHHELD = "withheld"
    SENT_BACK = "sent_back"
    QUARANTINED = "quarantined"


class SubmissionStatus(StrEnum):
    """Where a submission stands, in the order in which it moves."""

    QUEUED = "queued"
    VISITING = "visiting"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SENT_BACK = "sent_back"
    FAILED = "failed"


class Region(Answer):
    """A province, regency, city, district (kecamatan) or village (desa), by its Kemendagri code."""

    code: RegionCode
    name: str = Field(examples=["Kabupaten Bekasi"])
    kind: Literal["province", "regency", "city", "district", "village"]
    parent_code: RegionCode | None = None
    capital: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None
    population: int | None = None


class RegionBrief(Answer):
    """A region as other answers name it."""

    code: RegionCode
    name: str


class Publisher(Answer):
    """Who donates an application."""

    name: str = Field(examples=["Pemerintah Kabupaten Sumedang"])
    region: RegionBrief | None = None


class Override(Answer):
    """A curator let a release pass although a check blocks it, and said why."""

    reason: str
    actor: str
    at: datetime


class Check(Answer):
    """One finding of a check: what stands between this code and its reuse."""

    code: str = Field(examples=["license-file-missing"])
    level: Level
    message: Sentence
    path: str | None = None
    line: int | None = Field(default=None, description="counts from 1")
    mend: Sentence | None = Field(default=None, description="what to do about it")
    override: Override | None = None


class LicenseEvidence(Answer):
    """One place that speaks of the licence. Never the text itself."""

    source: Literal["manifest", "file", "package", "header"]
    path: str
    line: int | None = None
    spdx: str | None = Field(description="an SPDX expression; null where the text is none that we know")
    matched: str | None = Field(default=None, description="the id of the SPDX text that it resembles")
    confidence: float = Field(default=1.0, ge=0, le=1)
    framework: str | None = Field(default=None, description="whose project skeleton it came with")


class License(Answer):
    """The licence of one release, as far as its files bear it out."""

    spdx: str | None = Field(examples=["EUPL-1.2"])
    file: str | None = Field(description="path of the licence file in the donor's tree")
    blob: ObjectId | None = None
    usable: bool = Field(description="whether anybody may fetch under it")
    reason: Sentence | None = Field(default=None, description="why it is not usable, and the way out")
    declared: str | None = Field(default=None, description="what publiccode.yml says")
    provenance: Provenance | None = Field(
        default=None, description="where it comes from; null for releases visited before this was asked"
    )
    evidence: list[LicenseEvidence] = []


class Sbom(Answer):
    """The CycloneDX bill of materials of one release, from its lock files."""

    path: str = Field(description="relative to the registry or any mirror")
    sha256: Digest
    bytes: int
    components: int


class ManifestProblem(Answer):
    """One thing wrong with a publiccode.yml, in the reader's language."""

    level: Literal["error", "warning"]
    key: str = Field(examples=["description.id.features[0]"])
    message: str
    line: int
    column: int


class ManifestVerdict(Answer):
    """Whether one publiccode.yml is valid: `livinglab check --manifest FILE --json`."""

    valid: bool
    problems: list[ManifestProblem] = []


class CheckReport(Answer):
    """What stands between a directory and its reuse: `livinglab check --json`."""

    shareable: bool
    commit: ObjectId | None = Field(description="null where nothing is committed yet")
    uncommitted: int = Field(description="files that differ from the commit and were looked at as they are")
    described_by: Literal["authors", "catalog"] | None = None
    license: License
    checks: list[Check] = []
    risks: list[Sentence] = []
    components: int = Field(default=0, description="packages named by lock files")


class Archive(Answer):
    """One immutable git bundle, named by its SHA-256."""

    kind: Literal["snapshot", "delta", "history"]
    sha256: Digest
    bytes: int
    path: str = Field(
        description="relative to the registry or any mirror", examples=["archives/ab/abcd….bundle"]
    )
    from_version: str | None = Field(default=None, description="the release that a delta builds on")


class Yanked(Answer):
    """A release that its donor or a curator took back: only who names its version gets it."""

    at: datetime
    reason: str


class Standing(Answer):
    """Why an application does not stand open in the catalog."""

    state: Literal["review", "quarantined", "retired"]
    at: datetime
    reason: str


class ReleaseBrief(Answer):
    """A release as lists name it."""

    version: str = Field(examples=["1.1.0"])
    tag: str | None = None
    status: ReleaseStatus
    released_at: datetime
    bytes: int = Field(description="size of the checked-out files")
    yanked: Yanked | None = None


class Release(ReleaseBrief):
    """One release: a commit and a tree that never change once published."""

    commit: ObjectId
    tree: ObjectId
    snapshot_commit: ObjectId | None = Field(
        default=None, description="the deterministic root commit of the tree; only where archives exist"
    )
    files: int | None = Field(description="null where the source is not public")
    published_at: datetime | None = None
    license: License
    risks: list[Sentence] = Field(default=[], description="what an adopter should know before fetching")
    archives: list[Archive] = []
    sbom: Sbom | None = None
    overridden: list[Check] = Field(
        default=[], description="findings that block and that a curator let pass, each with the reason"
    )


class Incident(Answer):
    """Something the donor did to a release that we had published: the release itself stays as it was."""

    kind: Literal["tag-moved", "tag-deleted"]
    version: str
    seen_at: datetime
    message: Sentence


class ApplicationSummary(Answer):
    """An application as lists and search show it. Serialised once, when it changes."""

    slug: Slug
    name: str
    publisher: Publisher
    description: dict[str, str] = Field(description="one sentence by BCP 47 language")
    categories: list[str] = []
    license: str | None = None
    visibility: Visibility
    development_status: str | None = None
    software_type: str | None = None
    latest_version: str | None = None
    released_at: datetime | None = None
    described_by: Literal["authors", "catalog"] | None = Field(
        default=None, description="whose publiccode.yml this is; null before the first visit"
    )
    license_provenance: Provenance | None = Field(
        default=None, description="where the licence comes from; null: not asked yet"
    )
    fields: list[str] = Field(
        default=[], description="fields of government that it serves (`intendedAudience.scope`)"
    )
    technologies: list[str] = Field(
        default=[], description="languages and frameworks seen in its files", examples=[["PHP", "Laravel"]]
    )
    deployment: Literal["container", "known-stack", "by-hand"] | None = Field(
        default=None,
        description="how it can be brought up: it has its own container files; `fetch` knows its stack and "
        "adds deployment files; by hand. null: not looked at",
    )


class Origin(Answer):
    """Whence an application was imported."""

    catalog: str = Field(description="address of the other catalog's API, or the digest of a list")
    id: str | None = Field(default=None, description="its id there")
    at: datetime


class Application(ApplicationSummary):
    """One application, whole."""

    url: str | None = Field(description="the donor's repository; null where the source is not public")
    landing_url: str | None = None
    descriptions: dict[str, Description] = {}
    donor_reachable: bool | None = Field(default=None, description="at the last visit; null before the first")
    releases: list[ReleaseBrief] = Field(
        default=[], description="newest first, at most 25; all at …/releases"
    )
    incidents: list[Incident] = []
    contacts: list[Contact] = Field(default=[], description="whom to ask, beside the publisher")
    standing: Standing | None = Field(default=None, description="null: it stands open")
    how_to_ask: Sentence | None = Field(
        default=None, description="how to come by the source; null where it is at hand"
    )
    origin: Origin | None = Field(default=None, description="null: it was submitted here")
    documents: dict[str, Documents] = Field(default={}, description="by BCP 47 language")
    logo: Picture | None = None
    screenshots: list[Picture] = []
    contractors: list[Contractor] = []
    dependencies: list[Dependency] = []
    platforms: list[str] = Field(default=[], examples=[["web"]])
    based_on: list[str] = Field(default=[], description="addresses of the repositories that it derives from")
    supports: list[str] = Field(default=[], description="ids of what it supports, such as SPBE indicators")
    seen_on: date | None = Field(
        default=None, description="day on which the catalog described it without a visit; null: it is visited"
    )


class HealthInput(Answer):
    """One thing that health is reckoned from. A state of `unknown` counts neither for nor against."""

    code: str = Field(examples=["last-change"])
    state: Literal["good", "fair", "bad", "unknown"]
    weight: float = Field(description="its share of the score, 0 to 1; shares of what is known add up to 1")
    value: float | None = Field(description="0 to 1; null where unknown")
    message: Sentence


class Health(Answer):
    """How alive an application is. Falls to zero with silence; stars and forks play no part."""

    score: int | None = Field(ge=0, le=100, description="null where too little is known")
    known: float = Field(ge=0, le=1, description="how much of what is asked could be answered")
    activity: float = Field(ge=0, le=1, description="what silence has left of the score")
    as_of: datetime
    inputs: list[HealthInput]


class CatalogEntry(Answer):
    """The static twin of an application and all its releases: what a mirror or a USB stick carries."""

    application: Application
    releases: list[Release]


class Hit(ApplicationSummary):
    """An application that a search found, and how it stands today."""

    score: float = Field(description="how well it matches; 0 where hits are sorted by something else")
    last_change: date | None = Field(default=None, description="newest release or commit that is known")
    health: Literal["good", "fair", "bad", "unknown"] = Field(
        default="unknown", description="good from a score of 75, fair from 40"
    )
    adopters: int | None = Field(
        default=None, description="in use today; null where not everybody may be told"
    )
    snippet: str | None = Field(default=None, description="plain text around the match")


class FacetValue(Answer):
    """How many matches share one value."""

    value: str
    count: int


class SearchAnswer(Answer):
    """What a search found."""

    items: list[Hit]
    next: str | None = None
    total: int
    suggestion: str | None = Field(default=None, description="a better spelling, where one is likely")
    facets: dict[str, list[FacetValue]] = {}
    serial: int = Field(description="the journal's serial that the index reflects")


class SubmissionRequest(Wire):
    """Donate an application: where its repository is, and under which name it shall be listed."""

    url: str = Field(max_length=2048, examples=["https://git.example.go.id/sumedang/e-sakip.git"])
    slug: Slug
    publisher: str = Field(min_length=1, max_length=200)
    region: RegionCode | None = None
    visibility: Visibility = Visibility.PUBLIC
    manifest: str | None = Field(
        default=None, max_length=65536, description="a publiccode.yml written by a curator"
    )


class OverrideRequest(Wire):
    """Let a finding pass that blocks, and say why; everybody will read it."""

    code: str = Field(max_length=100, examples=["env-tracked"])
    version: str | None = Field(default=None, max_length=128, description="null: every version")
    path: str | None = Field(default=None, max_length=4096, description="null: every path")
    reason: str = Field(min_length=20, max_length=2000)


class OverrideInForce(Override):
    """An override as it stands, for releases that are examined from now on."""

    id: int
    code: str
    version: str | None
    path: str | None


class Submission(Answer):
    """How far a submission has come."""

    id: int
    url: str
    slug: Slug
    status: SubmissionStatus
    created_at: datetime
    updated_at: datetime
    checks: list[Check] = []
    error: Sentence | None = None
    review: Sentence | None = Field(default=None, description="why a curator looks at it before it is listed")


class FetchCount(Answer):
    """How often archives of one release were downloaded to the end, by region where the client told it."""

    version: str
    region_code: RegionCode | None
    day: date = Field(description="in Jakarta")
    count: int


class FetchPage(Page[FetchCount]):
    """Counts of downloads; `total` are the downloads that the filters match, over all pages."""

    total: int
