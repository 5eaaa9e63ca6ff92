"""The nightly dump: a row of each of its files, and the list of dumps. Whoever copies it needs no account."""

from datetime import date, datetime

from pydantic import Field

from livinglab.contract.adoptions import Basis, DocumentKind, Permission, Stage, State, StopReason
from livinglab.contract.catalog import Archive, ReleaseStatus, Visibility
from livinglab.contract.words import Answer, Digest, ObjectId, RegionCode, Slug

Day = date  # for rows that have a column of that name


class DumpFile(Answer):
    """One file of a dump."""

    name: str = Field(examples=["applications.jsonl"])
    bytes: int
    sha256: Digest
    rows: int | None = Field(default=None, description="null for what is no table")


class Dump(Answer):
    """One dump: everything public at one moment, as of one day in Jakarta."""

    date: Day
    serial: int = Field(description="the journal's newest serial at that moment")
    at: datetime | None = Field(description="when that was written")
    unnamed: int = Field(description="adoptions that everybody may count and nobody may name")
    files: list[DumpFile]


class DumpIndex(Answer):
    """The dumps that there are, newest first. `/dumps/latest/…` is the first of them."""

    license: str = "CC0-1.0"
    dumps: list[Dump]


class ApplicationRow(Answer):
    """An application, of everything that is shown in the catalog. People's names are not in a dump."""

    id: int = Field(description="as `application_id` in changes")
    slug: Slug
    name: str
    publisher: str
    region_code: RegionCode | None
    visibility: Visibility
    standing: str = Field(description="open or retired")
    license: str | None
    development_status: str | None
    software_type: str | None
    categories: list[str]
    description: dict[str, str] = Field(description="one sentence by BCP 47 language")
    url: str | None = Field(description="the donor's repository; null where the source is not public")
    landing_url: str | None
    latest_version: str | None
    released_at: datetime | None
    described_by: str | None
    added_at: datetime


class ReleaseRow(Answer):
    """A release of such an application."""

    application: Slug
    version: str
    tag: str | None
    status: ReleaseStatus
    released_at: datetime
    published_at: datetime | None
    commit: ObjectId
    tree: ObjectId
    bytes: int
    license: str | None
    license_usable: bool
    yanked_at: datetime | None
    yank_reason: str | None
    archives: list[Archive]


class PublisherRow(Answer):
    """Who donates."""

    name: str
    region_code: RegionCode | None
    organisation: int | None


class AdoptionRow(Answer):
    """An adoption of an application whose source is public, as it stands on the day of the dump."""

    id: int
    application: Slug
    region_code: RegionCode
    unit: str
    organisation: int
    state: State
    since: date | None
    expires_on: date | None
    first_on: date | None
    last_on: date | None
    in_use_on: date | None
    version: str | None
    commit: ObjectId | None
    reason: StopReason | None
    fetched_on: date | None
    donor_says: str | None


class AdoptionEventRow(Answer):
    """One recorded stage of such an adoption."""

    id: int
    adoption: int
    stage: Stage
    date: Day
    version: str | None
    commit: ObjectId | None
    document_kind: DocumentKind | None
    document_number: str | None
    document_date: Day | None
    document_sha256: Digest | None
    reason: StopReason | None
    corrects: int | None
    recorded_at: datetime
    serial: int


class StatementRow(Answer):
    """What a donor said of such an adoption."""

    id: int
    adoption: int
    verdict: str
    organisation: int
    recorded_at: datetime
    serial: int


class TermsRow(Answer):
    """Terms under which such an application is used."""

    id: int
    adoption: int
    basis: Basis
    reference: str | None
    redistribution: Permission
    publication: Permission
    commercial_use: Permission
    improvements: str
    support_until: date | None
    expires_on: date | None
    recorded_at: datetime
    serial: int


class ExperienceRow(Answer):
    """A published experience with such an adoption."""

    adoption: int
    number: int = Field(description="of the version that is published")
    person_days: float | None
    rupiah: int | None
    months: float | None
    alternative_rupiah: int | None
    alternative_basis: str | None
    problems: str | None
    solutions: str | None
    changes: str | None
    written_at: datetime


class FetchCountRow(Answer):
    """Complete downloads of one release of an application whose source is public, on one day."""

    application: Slug
    version: str
    day: date
    region_code: RegionCode | None = Field(description="null: not told")
    count: int


class RegionRow(Answer):
    """A region."""

    code: RegionCode
    name: str
    kind: str
    parent_code: RegionCode | None
    capital: str | None
    latitude: float | None
    longitude: float | None
    area_km2: float | None
    population: int | None


class CohortRow(Answer):
    """A named set of regions."""

    slug: str
    name: str
    signed_on: date | None
    size: int | None
    note_id: str
    note_en: str
    source: str


class CohortMemberRow(Answer):
    """A region in it."""

    cohort: str
    region_code: RegionCode
    signed_on: date | None
    evidence: str
    source: str
    confidence: str
