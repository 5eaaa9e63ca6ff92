"""Experiences: what an adoption took, in its adopter's words."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Experience(SQLModel, table=True):
    """One adoption's experience. What everybody reads is the version that a curator let pass last."""

    __tablename__ = "experiences"

    id: int | None = Field(default=None, primary_key=True)
    adoption_id: int = Field(foreign_key="adoptions.id", unique=True)
    published_number: int | None = Field(default=None, description="null: nothing is public")
    created_at: datetime = Field(sa_type=Moment)


class ExperienceVersion(SQLModel, table=True):
    """One text of it. An edit is a new version; none is ever changed but by a curator's decision."""

    __tablename__ = "experience_versions"
    __table_args__ = (UniqueConstraint("experience_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    experience_id: int = Field(foreign_key="experiences.id")
    number: int = Field(description="counts from 1")
    person_days: float | None = None
    rupiah: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    months: float | None = None
    alternative_rupiah: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, nullable=True),
        description="what building or buying the like would have cost",
    )
    alternative_basis: str | None = Field(default=None, description="where that figure is from")
    problems: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    solutions: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    changes: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    author: str
    written_at: datetime = Field(sa_type=Moment)
    decision: str | None = Field(default=None, index=True, description="published or refused; null: it waits")
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decision_reason: str | None = None
