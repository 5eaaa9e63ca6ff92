"""Incidents: a donor moved or deleted a tag that we had published."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Incident(SQLModel, table=True):
    """One thing a donor did to a published release; the release itself stays as it was."""

    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("application_id", "version", "kind", "found"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    version: str
    kind: str = Field(description="tag-moved or tag-deleted")
    found: str = Field(description="the commit that the tag names now; empty if it names none")
    seen_at: datetime = Field(sa_type=Moment)
