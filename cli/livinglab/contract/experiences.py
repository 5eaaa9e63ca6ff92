"""Experiences as they travel: what an adoption took, what went wrong, what was changed."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from livinglab.contract.adoptions import State
from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Slug, Wire

MOST_RUPIAH = 10**15
LONGEST_TEXT = 10_000


class ExperienceRequest(Wire):
    """What it took. Everything may be left out, but not all of it."""

    person_days: float | None = Field(default=None, ge=0, le=1_000_000)
    rupiah: int | None = Field(default=None, ge=0, le=MOST_RUPIAH)
    months: float | None = Field(default=None, ge=0, le=600)
    alternative_rupiah: int | None = Field(
        default=None, ge=0, le=MOST_RUPIAH, description="what building or buying the like would have cost"
    )
    alternative_basis: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="where that figure is from, such as a budget line",
    )
    problems: str | None = Field(default=None, min_length=1, max_length=LONGEST_TEXT)
    solutions: str | None = Field(default=None, min_length=1, max_length=LONGEST_TEXT)
    changes: str | None = Field(default=None, min_length=1, max_length=LONGEST_TEXT)


class ExperienceVersion(ExperienceRequest):
    """One version of an experience: to everybody the published one, to author and curators each."""

    number: int
    author: str
    written_at: datetime
    decision: Literal["published", "refused"] | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None


class Experience(Answer):
    """An adoption's experience as everybody reads it."""

    adoption: int
    application: Slug
    region: RegionBrief
    state: State
    published: ExperienceVersion | None = None
    versions: int = Field(description="written so far")
    waiting: int = Field(default=0, description="versions that no curator has decided about")


class ExperienceDecision(Wire):
    """A curator lets a version pass, or not, and says why."""

    decision: Literal["published", "refused"]
    reason: str = Field(min_length=10, max_length=2000)
