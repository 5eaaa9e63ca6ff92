"""Statistics as they travel. Every figure comes with the list of the records that it counts."""

from datetime import date
from typing import Literal

from pydantic import Field

from livinglab.contract.adoptions import State
from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, RegionCode, Sentence, Slug


class Figure(Answer):
    """One figure. `records` is the address of the list of what it counts, with the same filters."""

    count: int
    records: str | None = Field(default=None, examples=["/api/v1/adoptions?state=in-use"])


class StatesNow(Answer):
    """How many adoptions are in each state."""

    as_of: date
    states: dict[State, Figure]


class Totals(StatesNow):
    """The headline figures."""

    adoptions: Figure
    applications: int = Field(description="that stand open or retired in the catalog")
    adopted_applications: int = Field(description="in use somewhere today")
    regions: int = Field(description="regencies and cities with anything recorded")
    fetches: int = Field(description="complete downloads")


class ByApplication(StatesNow):
    """One application's states. Those that the caller may not be told of are one row without a name."""

    application: Slug | None
    application_name: str | None = None


class ByRegion(StatesNow):
    """One region's, or one province's, states."""

    region: RegionBrief


class StageCount(Answer):
    """How often a stage was recorded."""

    stage: str
    events: int
    records: str


class ByVersion(Answer):
    """How many use a version today, and how far it is behind the newest."""

    application: Slug | None
    version: str | None = Field(description="null: not told")
    in_use: Figure
    versions_behind: int | None


class MonthPoint(Answer):
    """One month. `active` is at its end, the others are what happened in it."""

    month: str = Field(examples=["2026-11"])
    new: Figure
    active: Figure
    went_live: Figure
    lapsed: Figure
    stopped: Figure


class FunnelStep(Answer):
    """One step: `recorded` there, `through` it or further; days are from the step before, medians."""

    step: str
    recorded: Figure
    through: Figure
    median_days: float | None = Field(default=None, description="null where none recorded both steps")
    counted: int = Field(default=0, description="adoptions that recorded both steps in this order")
    reversed: int = Field(default=0, description="adoptions that recorded them the other way round")
    stopped_here: Figure


class Funnel(Answer):
    """From interest to in use."""

    steps: list[FunnelStep]
    whole_way_days: float | None = Field(default=None, description="median, from interest to in use")
    fetch_to_use_days: float | None = Field(default=None, description="median, from first download")
    fetch_to_use_counted: int = 0


class Coverage(Answer):
    """How many of the 514 regencies and cities use something, and how many people live there."""

    as_of: date
    covered: Figure
    regions: int
    population: int
    population_covered: int
    provinces: list["ProvinceCoverage"] = []


class ProvinceCoverage(Answer):
    """One province's share."""

    region: RegionBrief
    covered: int
    regions: int
    population: int
    population_covered: int


class CohortBrief(Answer):
    """A named set of regions that signed something together."""

    slug: str
    name: str
    signed_on: date | None
    size: int | None = Field(description="how many there are said to be")
    known: int = Field(description="how many of them are known by name")
    by_confidence: dict[str, int] = {}
    note: Sentence
    source: str


class CohortMember(Answer):
    """One region of a cohort: how far it came, with what, since when, and where it stopped."""

    region: RegionBrief
    signed_on: date | None
    confidence: str
    evidence: str
    state: State = Field(description="the furthest of its adoptions' states today; none: nothing recorded")
    since: date | None = None
    in_use: int = 0
    adoptions: Figure
    furthest_step: str | None = None
    last_on: date | None = None
    stop_reasons: dict[str, int] = {}


class Cohort(CohortBrief):
    """A cohort, and how its regions follow through."""

    as_of: date
    follow_through: dict[State, int] = Field(description="regions by the state of their furthest adoption")
    funnel: Funnel
    members: list[CohortMember]


class RetentionYear(Answer):
    """Of those that went live at least so many years ago, how many were in use still."""

    years: int
    due: int
    kept: int
    share: float | None


class Savings(Answer):
    """What published experiences say was saved: only of those that state both figures."""

    experiences: int = Field(description="published")
    counted: int = Field(description="of them, those that state what it took and what else it would have")
    spent_rupiah: int
    alternative_rupiah: int
    saved_rupiah: int
    person_days: float
    basis: Sentence
    records: str


class Filters(Answer):
    """Which adoptions a statistic counts: what is null does not limit."""

    application: Slug | None = None
    region: RegionCode | None = None
    cohort: str | None = None
    scope: Literal["all", "application", "region", "province", "cohort", "few"] = "all"
