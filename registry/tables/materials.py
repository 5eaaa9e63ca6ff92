"""Materials: manuals, training, sessions and services of applications."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Material(SQLModel, table=True):
    """One material. Removing it leaves the row, which nobody is shown; the journal has its history."""

    __tablename__ = "materials"
    __table_args__ = (
        Index("ix_materials_application_kind", "application_id", "kind"),
        Index("ix_materials_kind_starts_on", "kind", "starts_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id")
    kind: str
    title_id: str | None = None
    title_en: str | None = None
    url: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    language: str | None = None
    form: str | None = None
    starts_on: date | None = Field(default=None, description="a session's; no other kind has one")
    ends_on: date | None = Field(default=None, description="its last day, also where it has but one")
    hours: str | None = None
    online: bool | None = None
    place: str | None = None
    registration: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    seats: int | None = None
    provider: str | None = None
    email: str | None = None
    phone: str | None = None
    offers: str = Field(default="", description="of a service, with spaces between")
    reach: str | None = None
    price: str | None = None
    note: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    changed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
