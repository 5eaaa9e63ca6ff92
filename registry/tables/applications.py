"""Applications of the catalog."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Computed, Index, String, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Application(SQLModel, table=True):
    """One application. `summary` and `body` are ready-made JSON, written when the application changes."""

    __tablename__ = "applications"
    __table_args__ = (
        # Each filter of the list pages by slug along its own index, however rare its value is. `listed` leads
        # in each, so that SQLite, which knows no frequencies, prefers it to the index without the filter.
        Index("ix_applications_listed_slug", "listed", "slug"),
        Index("ix_applications_license_slug", "listed", "license", "slug"),
        Index("ix_applications_province_slug", "listed", "province_code", "slug"),
        Index("ix_applications_regency_slug", "listed", "regency_code", "slug"),
        Index("ix_applications_publisher_slug", "listed", "publisher_id", "slug"),
    )

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=60)
    publisher_id: int = Field(foreign_key="publishers.id")
    visibility: str
    listed: bool = Field(default=False, description="has a published or withheld release, so lists show it")
    name: str
    license: str | None = None
    region_code: str | None = Field(default=None, foreign_key="regions.code")
    province_code: str | None = Field(
        default=None, sa_column=Column(String, Computed("substr(region_code, 1, 2)", persisted=True))
    )
    regency_code: str | None = Field(
        default=None, sa_column=Column(String, Computed("substr(region_code, 1, 5)", persisted=True))
    )
    latest_version: str | None = None
    summary: str = Field(sa_column=Column(Text, nullable=False), description="contract.ApplicationSummary")
    body: str = Field(
        sa_column=Column(Text, nullable=False), description="contract.Application, as everybody may read it"
    )
    full_body: str | None = Field(
        default=None,
        sa_column=Column(Text, nullable=True),
        description="contract.Application for those entitled to the source; null where `body` is whole",
    )
    standing: str = Field(default="open", description="review, open, quarantined or retired")
    standing_reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    standing_at: datetime | None = Field(default=None, sa_type=Moment)
    standing_before: str | None = Field(
        default=None,
        sa_column=Column(Text, nullable=True),
        description="catalog.moderation.Stood: what comes back when a quarantine or retirement ends",
    )
    created_at: datetime = Field(sa_type=Moment)
    changed_serial: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class ApplicationCategory(SQLModel, table=True):
    """A category of an application. The slug is repeated here so that one index pages a category."""

    __tablename__ = "application_categories"

    category: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
