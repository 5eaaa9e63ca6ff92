"""Descriptions: what the catalog itself says of an application that nobody visits."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Described(SQLModel, table=True):
    """An application known by description alone, until a visit brings a release that speaks for itself."""

    __tablename__ = "described_applications"

    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    entry: str = Field(sa_column=Column(Text, nullable=False), description="JSON: catalog.described.Entry")
    described_at: datetime = Field(sa_type=Moment)
