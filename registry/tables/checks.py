"""Checks: what a visit found at a release."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Check(SQLModel, table=True):
    """One finding at one release. A curator's override is kept with the finding that it let pass."""

    __tablename__ = "checks"

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="releases.id", index=True)
    code: str
    level: str
    message_id: str
    message_en: str
    path: str | None = None
    line: int | None = None
    mend_id: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    mend_en: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    override_reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    override_actor: str | None = None
    override_at: datetime | None = Field(default=None, sa_type=Moment)
