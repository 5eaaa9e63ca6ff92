"""Statistics as they travel. Every figure comes with the list of the records that it counts."""

from datetime import date

from pydantic import Field

from livinglab.contract.adoptions import Stage, State
from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Page, Sentence, Slug

Day = date  # for models that have a field of that name


class Figure(Answer):
    """One figure. `records` is the address of the list of exactly what it counts."""

    count: int
    records: str | None = Field(
        default=None,
        examples=["/api/v1/adoptions?state=in-use"],
        description="null where the figure counts what the caller may not be told of",
    )


class Days(Answer):
    """How many days adoptions took from one thing to another."""

    median_days: float | None = Field(default=None, description="null where none came this way")
    counted: int = Field(default=0, description="adoptions that the median is of: both known, in this order")
    reversed: int = Field(default=0, description="adoptions that recorded them the other way round: left out")


class States(Answer):
    """How many adoptions are in each state on a day; `adoptions` are all of them."""

    adoptions: Figure
    states: dict[State, Figure]


class Totals(States):
    """The headline figures."""

    as_of: date
    applications: Figure | None = Field(
        description="applications in use somewhere today; null where one application is asked for"
    )
    regions: Figure = Field(description="regencies and cities with anything recorded")
    covered: Figure = Field(description="regencies and cities that themselves use something today")


class ByApplication(States):
    """One application's states. Those that the caller may not be told of are one row without a name."""

    application: Slug | None
    name: str | None = None


class ApplicationPage(Page[ByApplication]):
    """Applications with anything recorded, in the order of their slugs; the row without a name comes last."""

    as_of: date
    total: int = Field(description="applications that the filters match, named or not")
    unnamed: int = Field(description="of them, those that the caller may not be told of")


class ByRegion(States):
    """One region's, or one province's, states, with all that lies in it."""

    region: RegionBrief
    population: int | None = None
    uses: bool = Field(description="the region itself uses something today")


class RegionPage(Page[ByRegion]):
    """Regions in the order of their codes."""

    as_of: date
    total: int = Field(description="regions that the filters match")


class StageCount(Answer):
    """How many adoptions recorded a stage, once or more often."""

    stage: Stage
    adoptions: Figure


class Stages(Answer):
    """Every stage, in the order in which they mostly come."""

    as_of: date
    month: str | None = Field(default=None, description="recorded in this month; null: ever")
    stages: list[StageCount]


class ByVersion(Answer):
    """How many use a version today, and how far it is behind the newest."""

    version: str | None = Field(description="null: not told")
    in_use: Figure
    versions_behind: int | None = Field(description="newer releases that are offered; null: not known")


class Versions(Answer):
    """One application's versions in use, the most used first."""

    as_of: date
    application: Slug
    latest_version: str | None
    in_use: Figure
    versions: list[ByVersion] = Field(description="at most 200; `others` use what follows")
    others: int = 0


class BehindCount(Answer):
    """How many in use are so many versions behind."""

    versions_behind: int | None = Field(description="10 stands for ten and more; null: not known")
    adoptions: int
    share: float | None


class Behind(Answer):
    """How far behind the newest version those in use are that the caller may be told of."""

    as_of: date
    behind: Figure = Field(description="in use, and a newer version than theirs is offered")
    not_behind: Figure = Field(description="in use, and it is the newest, or not known which")
    distribution: list[BehindCount]


class MonthPoint(Answer):
    """One month. `active` is at its end, the others are what happened in it."""

    month: str = Field(examples=["2026-11"])
    new: Figure = Field(description="adoptions whose first event is of this month")
    active: Figure = Field(description="in use at its end; in the current month: today")
    went_live: Figure = Field(description="in use for the first time")
    lapsed: Figure
    stopped: Figure


class Months(Answer):
    """A time series."""

    as_of: date
    months: list[MonthPoint]


class FunnelStep(Days):
    """One step: `recorded` there, `through` it or further; days are from the step before."""

    step: str
    recorded: Figure
    through: Figure
    stopped_here: Figure = Field(description="stopped today, and this was the furthest step")


class Funnel(Answer):
    """From interest to in use."""

    as_of: date
    adoptions: Figure
    steps: list[FunnelStep]
    stopped_before: Figure = Field(description="stopped today, and no step was ever recorded")
    whole_way: Days = Field(description="from interest to in use")
    fetch_to_use: Days = Field(description="from the first download that named the region to in use")


class Share(Answer):
    """How many of the regencies and cities use something, and how many people live there."""

    covered: Figure
    regions: int
    population: int
    population_covered: int


class ProvinceShare(Share):
    """One province's share."""

    region: RegionBrief


class Coverage(Share):
    """How many of the 514 regencies and cities use something today; by province below."""

    as_of: date
    provinces: list[ProvinceShare]


class CohortBrief(Answer):
    """A named set of regions that signed something together."""

    slug: str
    name: str
    signed_on: date | None
    size: int | None = Field(description="how many there are said to be")
    known: int = Field(description="how many of them are known by name")
    by_confidence: dict[str, int]
    note: Sentence
    source: str


class MemberApplication(Answer):
    """What a region of a cohort does with one application."""

    application: Slug
    name: str
    state: State
    since: date | None
    version: str | None = None
    furthest_step: str | None = None
    records: str


class CohortMember(States):
    """One region of a cohort: how far it came, with what, since when, and where it stopped.

    The region's state is that of its furthest adoption: in use before lapsed, lapsed before piloting, down to
    stopped; `none` where nothing is recorded.
    """

    region: RegionBrief
    signed_on: date | None
    confidence: str
    evidence: str
    state: State
    since: date | None = Field(default=None, description="the earliest of its adoptions in that state")
    first_on: date | None = Field(default=None, description="day of its first event")
    last_on: date | None = Field(default=None, description="day of its newest event")
    furthest_step: str | None = Field(default=None, description="of any of its adoptions")
    stopped_after: str | None = Field(default=None, description="where all have stopped: the furthest step")
    stop_reasons: dict[str, int] = Field(default={}, description="of those stopped today")
    applications: list[MemberApplication] | None = Field(
        default=None,
        description="those in that state that the caller may be told of, at most 5; "
        "null in cohorts of more than 100 regions",
    )


class FollowThrough(Answer):
    """How many regions of a cohort stand where, by their furthest adoption today."""

    state: State
    regions: int
    share: float | None = Field(description="of those known by name")
    share_of_size: float | None = Field(description="of all that there are said to be")


class Cohort(CohortBrief):
    """A cohort, and how its regions follow through."""

    as_of: date
    follow_through: list[FollowThrough]
    funnel: Funnel
    members: list[CohortMember]


class RetentionYear(Answer):
    """Of those that went live at least so many years ago, how many were in use still after those years."""

    years: int
    due: Figure
    kept: Figure
    share: float | None


class Retention(Answer):
    """How many keep what they put into use, year by year."""

    as_of: date
    years: list[RetentionYear]


class Savings(Answer):
    """What published experiences say was saved: only of those that state both figures."""

    as_of: date
    experiences: Figure = Field(description="published")
    counted: Figure = Field(
        description="of them, those that state what it took and what building or buying would have"
    )
    spent_rupiah: int
    alternative_rupiah: int
    saved_rupiah: int
    person_days: float = Field(description="of those counted")
    basis: Sentence
