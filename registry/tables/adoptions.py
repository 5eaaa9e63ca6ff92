"""Adoptions: what a region does with an application, as events that are never changed."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


def _first(length: int) -> Callable[[DefaultExecutionContext], str]:
    """Make a column's default: so much of the region's code."""

    def first(context: DefaultExecutionContext) -> str:
        values: dict[str, str] = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's
        return values["region_code"][:length]

    return first


class Adoption(SQLModel, table=True):
    """One region, or a unit in it, and one application. What follows from the events is kept with them."""

    __tablename__ = "adoptions"
    __table_args__ = (
        UniqueConstraint("application_id", "region_code", "unit"),
        # Statistics read these alone: a region or an application has hundreds of adoptions.
        Index("ix_adoptions_application_state", "application_id", "state", "expires_on"),
        Index("ix_adoptions_province", "province_code", "application_id", "state", "expires_on"),
        Index(
            "ix_adoptions_regency_state",
            *("regency_code", "state", "expires_on", "since", "first_on", "last_on", "furthest", "reason"),
        ),
        Index("ix_adoptions_region_state", "region_code", "state", "expires_on"),
        Index("ix_adoptions_state_expires", "state", "expires_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id")
    region_code: str = Field(foreign_key="regions.code")
    unit: str = Field(default="", max_length=200, description="an office of the region; empty: the region")
    # Plain columns, written once from the code: SQLite reads no index alone that has a computed one.
    province_code: str | None = Field(default=None, sa_column=Column(String, default=_first(2)))
    regency_code: str | None = Field(default=None, sa_column=Column(String, default=_first(5)))
    organisation_id: int = Field(foreign_key="organisations.id", index=True, description="who records")
    created_at: datetime = Field(sa_type=Moment)
    # From here on: what adoption.states says of the events, written with each of them.
    state: str = Field(description="after the last event; whether `in-use` has lapsed is up to `expires_on`")
    since: date | None = Field(default=None, description="first day of that state")
    expires_on: date | None = Field(default=None, description="last day on which `in-use` holds")
    first_on: date | None = Field(default=None, description="day of the first event")
    last_on: date | None = Field(default=None, description="day of the last event")
    in_use_on: date | None = Field(default=None, description="first day in use")
    furthest: int = Field(default=0, description="furthest step of the funnel, 0: none")
    stages: int = Field(default=0, description="recorded stages, a bit each: states.bits")
    kept_years: int = Field(default=0, description="years after which it was in use still; the first is 2")
    version: str | None = Field(default=None, max_length=128)
    commit: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, description="why it was stopped")
    fetched_on: date | None = Field(default=None, description="first complete download that named the region")
    donor_says: str | None = Field(default=None, description="confirmed or disputed; null: nothing")
    changed_serial: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class AdoptionEvent(SQLModel, table=True):
    """One stage on one day. A correction is an event of its own that names the one it corrects."""

    __tablename__ = "adoption_events"
    __table_args__ = (Index("ix_adoption_events_stage_day", "stage", "happened_on", "adoption_id"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    )
    adoption_id: int = Field(foreign_key="adoptions.id", index=True)
    stage: str
    happened_on: date
    version: str | None = Field(default=None, max_length=128)
    commit: str | None = Field(default=None, max_length=40)
    document_kind: str | None = None
    document_number: str | None = None
    document_date: date | None = None
    document_sha256: str | None = Field(default=None, max_length=64)
    reason: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    corrects_id: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"),
            ForeignKey("adoption_events.id"),
            nullable=True,
            unique=True,
        ),
    )
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    serial: int = Field(sa_column=Column(BigInteger, nullable=False))


class AdoptionPeriod(SQLModel, table=True):
    """A state that an adoption was in from a day on. Derived, and future where a lapse is to come."""

    __tablename__ = "adoption_periods"
    __table_args__ = (Index("ix_adoption_periods_state_since", "state", "since"),)

    adoption_id: int = Field(foreign_key="adoptions.id", primary_key=True)
    position: int = Field(primary_key=True, description="counts from 1")
    state: str
    since: date
    until: date | None = Field(default=None, description="the first day after it; null: it goes on")
    first: bool = Field(description="the first time that the adoption came to this state")


class AdoptionStatement(SQLModel, table=True):
    """What the donor says of an adoption: it is so, or it is not. The newest one stands."""

    __tablename__ = "adoption_statements"

    id: int | None = Field(default=None, primary_key=True)
    adoption_id: int = Field(foreign_key="adoptions.id", index=True)
    verdict: str = Field(description="confirmed, disputed or withdrawn")
    note: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    organisation_id: int = Field(foreign_key="organisations.id")
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    serial: int = Field(sa_column=Column(BigInteger, nullable=False))


class AdoptionTerms(SQLModel, table=True):
    """The terms under which a region may use an application. The newest row holds; earlier ones stay."""

    __tablename__ = "adoption_terms"

    id: int | None = Field(default=None, primary_key=True)
    adoption_id: int = Field(foreign_key="adoptions.id", index=True)
    basis: str
    agreement_id: int | None = Field(default=None, foreign_key="agreements.id")
    reference: str | None = Field(default=None, description="the document's number")
    redistribution: str
    publication: str
    commercial_use: str
    attribution: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    improvements: str = Field(description="who owns what the adopter adds")
    support_until: date | None = None
    expires_on: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    serial: int = Field(sa_column=Column(BigInteger, nullable=False))


class Reminder(SQLModel, table=True):
    """A letter to a person that a confirmation runs out: sent once for each last day and notice."""

    __tablename__ = "adoption_reminders"

    adoption_id: int = Field(foreign_key="adoptions.id", primary_key=True)
    expires_on: date = Field(primary_key=True)
    days: int = Field(primary_key=True, description="how long before the last day: 60 or 14")
    person_id: int = Field(foreign_key="people.id", primary_key=True)
    sent_at: datetime = Field(sa_type=Moment)
