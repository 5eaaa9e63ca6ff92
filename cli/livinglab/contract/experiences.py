"""Experiences as they travel: what an adoption took, what went wrong, what was changed."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from livinglab.contract.adoptions import State
from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Page, Slug, Wire

MOST_RUPIAH = 10**15
LONGEST_TEXT = 10_000


class ExperienceRequest(Wire):
    """What it took. Everything may be left out, but not all of it."""

    person_days: float | None = Field(default=None, ge=0, le=1_000_000, allow_inf_nan=False, strict=True)
    rupiah: int | None = Field(default=None, ge=0, le=MOST_RUPIAH, strict=True)
    months: float | None = Field(default=None, ge=0, le=600, allow_inf_nan=False, strict=True)
    alternative_rupiah: int | None = Field(
        default=None,
        ge=0,
        le=MOST_RUPIAH,
        strict=True,
        description="what building or buying the like would have cost",
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
    decision: Literal["published", "refused", "superseded"] | None = Field(
        default=None, description="superseded: its author wrote a newer one before a curator came to it"
    )
    decided_at: datetime | None = None
    decision_reason: str | None = Field(default=None, description="to its author and curators")


class Experience(Answer):
    """An adoption's experience as everybody reads it."""

    adoption: int
    application: Slug
    region: RegionBrief
    state: State
    published: ExperienceVersion | None = None
    versions: int = Field(description="written so far")
    waiting: int = Field(default=0, description="1 while no curator has decided about the newest version")
    newest: ExperienceVersion | None = Field(default=None, description="to its author and curators")


class ExperiencePage(Page[Experience]):
    """Published experiences in the order in which they were begun.

    `total` are all that the filters match; `unnamed` of them are of adoptions that the caller may not be told
    of, and stand in no page.
    """

    total: int
    unnamed: int


class QueuedExperience(Answer):
    """An experience whose newest version waits for a curator."""

    experience: int
    adoption: int
    application: Slug
    region: RegionBrief
    version: ExperienceVersion
    published: ExperienceVersion | None = Field(default=None, description="what everybody reads meanwhile")


class ExperienceDecision(Wire):
    """A curator lets a version pass, or not, and says why."""

    decision: Literal["published", "refused"]
    reason: str = Field(min_length=10, max_length=2000)
