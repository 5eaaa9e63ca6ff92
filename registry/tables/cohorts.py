"""Cohorts: named sets of regions that signed something together."""

from datetime import date

from sqlmodel import Field, SQLModel


class Cohort(SQLModel, table=True):
    """A named set of regions. `size` is how many there are said to be, also where we do not know them all."""

    __tablename__ = "cohorts"

    slug: str = Field(primary_key=True, max_length=60)
    name: str
    signed_on: date | None = None
    size: int | None = None
    note_id: str
    note_en: str
    source: str


class CohortMember(SQLModel, table=True):
    """A region in a cohort, and how sure that is."""

    __tablename__ = "cohort_members"

    cohort_slug: str = Field(foreign_key="cohorts.slug", primary_key=True)
    region_code: str = Field(foreign_key="regions.code", primary_key=True, index=True)
    signed_on: date | None = Field(default=None, description="null: with the cohort")
    evidence: str
    source: str
    confidence: str
