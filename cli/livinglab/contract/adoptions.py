"""Adoptions as they travel: stages, the state that follows from them, terms, experiences."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Digest, ObjectId, Page, RegionCode, Slug, Wire

Day = date  # for models that have a field of that name
LONGEST_NOTE = 4000
LONGEST_UNIT = 200
LONGEST_NUMBER = 200
VERSION = r"^[0-9A-Za-z][0-9A-Za-z.+_~-]*$"


class Stage(StrEnum):
    """What happened, in the order in which it mostly does; any order and any gap is fine.

    Source: the cases and documents of regions that copied applications, and PP 28/2018, Permendagri 22/2020
    and 19/2016 for the documents (docs/decisions/adoption-records.md).
    """

    INTEREST = "interest"
    STUDY_VISIT = "study-visit"
    REQUEST = "request"
    MEMORANDUM = "memorandum"
    AGREEMENT = "agreement"
    GRANT_OR_LOAN = "grant-or-loan"
    SOURCE_HANDOVER = "source-handover"
    INSTALLATION = "installation"
    TRAINING = "training"
    ACCEPTANCE_TEST = "acceptance-test"
    GO_LIVE = "go-live"
    REGISTRATION = "registration"
    EVALUATION = "evaluation"
    STOPPED = "stopped"
    CONFIRMATION = "confirmation"  # it is in use still, on this day
    RETRACTION = "retraction"  # takes back the event that it names


class State(StrEnum):
    """How an adoption stands on a day, as it follows from its events."""

    NONE = "none"  # every event was taken back
    INTERESTED = "interested"
    PREPARING = "preparing"
    PILOTING = "piloting"
    IN_USE = "in-use"
    LAPSED = "lapsed"  # was in use, and nobody confirmed that for twelve months
    STOPPED = "stopped"


class StopReason(StrEnum):
    """Why an adoption was stopped."""

    DOES_NOT_FIT = "does-not-fit"
    NO_STAFF = "no-staff"
    NO_BUDGET = "no-budget"
    NO_INFRASTRUCTURE = "no-infrastructure"
    TECHNICAL = "technical"
    SECURITY = "security"
    NO_SUPPORT = "no-support"
    LICENSE_OR_AGREEMENT = "license-or-agreement"
    NATIONAL_APPLICATION = "national-application"  # the centre's own must be used (Perpres 95/2018 art. 36)
    REPLACED = "replaced"
    LEADERSHIP = "leadership"
    OTHER = "other"


class DocumentKind(StrEnum):
    """Documents that are made when an application moves; none is ever required."""

    ASSIGNMENT = "surat-tugas"
    VISIT_REPORT = "laporan-studi-tiru"
    REQUEST_LETTER = "surat-permohonan"
    MEMORANDUM = "nota-kesepakatan"
    AGREEMENT = "pks"
    GRANT = "naskah-hibah"
    LOAN = "perjanjian-pinjam-pakai"
    HANDOVER = "bast"
    CONFIDENTIALITY = "surat-pernyataan"
    INSTALLATION_REPORT = "laporan-instalasi"
    ATTENDANCE = "daftar-hadir"
    ACCEPTANCE_REPORT = "ba-uat"
    SECURITY_REPORT = "laporan-va"
    DECREE = "sk"
    REGISTRATION = "tdpse"
    EVALUATION_REPORT = "laporan-evaluasi"
    OTHER = "other"


class Document(Wire):
    """A document by what it is known by. The file itself stays with its owner; only its digest travels."""

    kind: DocumentKind
    number: str | None = Field(default=None, min_length=1, max_length=LONGEST_NUMBER)
    date: Day | None = None
    sha256: Digest | None = None


class EventRequest(Wire):
    """Record one stage. `corrects` names the event that this one takes the place of."""

    stage: Stage
    date: Day = Field(description="the day on which it happened, not after today in Jakarta")
    version: str | None = Field(default=None, max_length=128, pattern=VERSION)
    commit: ObjectId | None = None
    document: Document | None = None
    reason: StopReason | None = Field(default=None, description="for `stopped`, and needed there")
    note: str | None = Field(default=None, min_length=1, max_length=LONGEST_NOTE)
    corrects: int | None = Field(
        default=None, ge=1, le=2**53, description="number of the event that it corrects"
    )


class AdoptionRequest(EventRequest):
    """Record the first stage, or a further one, of an adoption that is named by region and application."""

    application: Slug
    region: RegionCode
    unit: str = Field(
        default="", max_length=LONGEST_UNIT, description="an office of the region; empty: itself"
    )
    organisation: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="who records; may be left out where there is but one"
    )


class AdoptionEvent(Answer):
    """One recorded stage. `corrected_by` names the event that took its place."""

    id: int
    stage: Stage
    date: Day
    version: str | None = None
    commit: ObjectId | None = None
    document: Document | None = None
    reason: StopReason | None = None
    note: str | None = None
    corrects: int | None = None
    corrected_by: int | None = None
    recorded_by: str = Field(examples=["person:3"])
    recorded_at: datetime
    serial: int = Field(description="the journal's row for it")


class StatementRequest(Wire):
    """The donor's word on an adoption: confirmed, disputed, or an earlier word withdrawn."""

    verdict: Literal["confirmed", "disputed", "withdrawn"]
    note: str | None = Field(default=None, min_length=1, max_length=LONGEST_NOTE)


class Statement(Answer):
    """What the donor said of an adoption."""

    verdict: Literal["confirmed", "disputed", "withdrawn"]
    note: str | None = None
    organisation_name: str
    recorded_by: str
    recorded_at: datetime
    serial: int


class Basis(StrEnum):
    """By what right an adopter uses an application (PP 28/2018, Permendagri 19/2016)."""

    LICENSE = "license"
    COOPERATION = "pks"
    GRANT = "hibah"
    LOAN = "pinjam-pakai"


Permission = Literal["allowed", "forbidden", "with-consent", "not-said"]


class TermsRequest(Wire):
    """The terms under which the application is used; a new record takes the place of the one before."""

    basis: Basis
    agreement: int | None = Field(default=None, ge=1, le=2**31 - 1, description="its number in the registry")
    reference: str | None = Field(default=None, min_length=1, max_length=LONGEST_NUMBER)
    redistribution: Permission = "not-said"
    publication: Permission = "not-said"
    commercial_use: Permission = "not-said"
    attribution: str | None = Field(default=None, min_length=1, max_length=LONGEST_NOTE)
    improvements: Literal["donor", "adopter", "both", "not-said"] = "not-said"
    support_until: date | None = None
    expires_on: date | None = None


class Terms(TermsRequest):
    """Recorded terms."""

    in_force: bool
    recorded_by: str
    recorded_at: datetime
    serial: int


class AdoptionSummary(Answer):
    """An adoption in a list. What everybody may not know the name of has no place there: see AdoptionPage."""

    id: int
    application: Slug
    application_name: str
    region: RegionBrief
    unit: str = ""
    state: State = Field(description="today")
    since: date | None = Field(default=None, description="first day of that state")
    expires_on: date | None = Field(default=None, description="last day on which `in-use` holds unconfirmed")
    first_on: date | None = None
    last_on: date | None = None
    version: str | None = None
    latest_version: str | None = None
    versions_behind: int | None = Field(default=None, description="null where a version is not known")
    reason: StopReason | None = Field(default=None, description="why it was stopped")
    donor_says: Literal["confirmed", "disputed"] | None = None


class Adoption(AdoptionSummary):
    """An adoption, whole. `events` are in the order of their recording."""

    organisation: int
    organisation_name: str
    commit: ObjectId | None = None
    fetched_on: date | None = Field(default=None, description="first download that named the region")
    events: list[AdoptionEvent] = Field(default=[], description="the newest 200")
    statements: list[Statement] = []
    terms: list[Terms] = Field(default=[], description="newest first")
    has_experience: bool = False


class AdoptionPage(Page[AdoptionSummary]):
    """Adoptions in the order of their numbers.

    `total` are all that the filters match; `unnamed` of them are of applications that the caller may not be
    told of, and stand in no page.
    """

    total: int
    unnamed: int
