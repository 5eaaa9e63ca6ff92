"""The pictures of the statistics page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from livinglab.contract import statistics as wire
from livinglab.contract.adoption_words import STAGES, STATES
from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry.adoption import months
from registry.statistics.standing import Standing
from registry.statistics.versions import MANY
from registry.website import charts, formats
from registry.website.charts import Bar, Picture
from registry.website.statistics.gathered import Gathered
from registry.website.statistics.words import EXPLAINED, STEPS
from registry.website.translations import say

FURTHEST_FIRST = (
    State.IN_USE,
    State.PILOTING,
    State.PREPARING,
    State.INTERESTED,
    State.LAPSED,
    State.STOPPED,
)
NOWHERE = float("nan")  # a seat at no known place is not drawn


@dataclass(frozen=True)
class Pictures:
    """One for each section of the page that has one."""

    funnel: Picture
    active: Picture
    happened: Picture
    map: Picture
    provinces: Picture
    people: Picture
    applications: Picture
    stages: Picture
    behind: Picture
    retention: Picture
    cohort: Picture | None


def draw(found: Gathered, language: Language) -> Pictures:
    """Draw all of them."""
    return Pictures(
        funnel=_funnel(found.funnel, language),
        active=_active(found.months, language),
        happened=_happened(found.months, language),
        map=_map(found.regions, language),
        provinces=_provinces(found.coverage, language),
        people=_people(found.coverage, language),
        applications=_applications(found.applications, language),
        stages=_stages(found.stages, language),
        behind=_behind(found.behind, language),
        retention=_retention(found.retention, language),
        cohort=_cohort(found.cohort, language) if found.cohort else None,
    )


def _funnel(funnel: wire.Funnel, language: Language) -> Picture:
    steps = [
        charts.Step(
            name=STEPS[step.step].to(language),
            count=step.through.count,
            records=step.through.records or "",
            median_days=step.median_days,
            note=EXPLAINED[step.step].to(language),
        )
        for step in funnel.steps
    ]
    title = say(language, "How many came how far")
    return charts.funnel(steps, name="funnel", title=title, language=language, heading=say(language, "Step"))


def _active(points: Sequence[wire.MonthPoint], language: Language) -> Picture:
    return charts.lines(
        [_series(say(language, "In use"), points, lambda one: one.active, State.IN_USE)],
        name="active",
        title=say(language, "In use at the end of each month"),
        language=language,
    )


def _happened(points: Sequence[wire.MonthPoint], language: Language) -> Picture:
    return charts.lines(
        [
            _series(say(language, "New"), points, lambda one: one.new, "quiet"),
            _series(say(language, "Went live"), points, lambda one: one.went_live, State.IN_USE),
            _series(say(language, "Lapsed"), points, lambda one: one.lapsed, State.LAPSED),
            _series(say(language, "Stopped"), points, lambda one: one.stopped, State.STOPPED),
        ],
        name="happened",
        title=say(language, "What happened in each month"),
        language=language,
    )


def _series(
    name: str, points: Sequence[wire.MonthPoint], take: Callable[[wire.MonthPoint], wire.Figure], kind: str
) -> charts.Series:
    shown = [charts.Point(_day(one), take(one).count, take(one).records or "") for one in points]
    return charts.Series(name, [charts.Run(shown)] if any(one.value for one in shown) else [], kind)


def _day(point: wire.MonthPoint) -> date:
    return months.first_day(months.read(point.month))


def _map(standings: Sequence[Standing], language: Language) -> Picture:
    dots = [
        charts.Dot(
            one.region.code,
            one.region.name,
            NOWHERE if one.region.latitude is None else one.region.latitude,
            NOWHERE if one.region.longitude is None else one.region.longitude,
            one.state,
        )
        for one in standings
    ]
    title = say(language, "Regencies and cities, by how far each has come")
    return charts.seats(dots, name="map", title=title, language=language)


def _provinces(coverage: wire.Coverage, language: Language) -> Picture:
    """Draw provinces, those with the largest share first: a country of 38 is not read by its codes."""
    rows = [
        Bar(
            one.region.name,
            one.covered.count,
            of=one.regions,
            href=f"/regions/{one.region.code}",
            records=one.covered.records or "",
        )
        for one in sorted(coverage.provinces, key=_covered, reverse=True)
    ]
    mean = coverage.covered.count / coverage.regions if coverage.regions else 0.0
    return charts.bars(
        rows,
        name="provinces",
        title=say(language, "Regencies and cities that use something, by province"),
        language=language,
        heading=say(language, "Province"),
        value_heading=say(language, "Use something"),
        reference=charts.Reference(mean, say(language, "All together")) if len(rows) > 1 else None,
    )


def _people(coverage: wire.Coverage, language: Language) -> Picture:
    """Draw the same by people, the most people first; provinces without any are left out."""
    found = [one for one in coverage.provinces if one.population_covered > 0]
    rows = [
        Bar(one.region.name, one.population_covered, of=one.population, href=f"/regions/{one.region.code}")
        for one in sorted(found, key=lambda one: one.population_covered, reverse=True)
    ]
    return charts.bars(
        rows,
        name="people",
        title=say(language, "People who live there, by province"),
        language=language,
        heading=say(language, "Province"),
        value_heading=say(language, "People"),
    )


def _covered(one: wire.ProvinceShare) -> tuple[float, int]:
    return (one.covered.count / one.regions if one.regions else 0.0, one.covered.count)


def _applications(rows: Sequence[wire.ByApplication], language: Language) -> Picture:
    bands = [
        charts.Band(
            row.name or "",
            [charts.Part(one, _short(one, language), row.states[one].count) for one in FURTHEST_FIRST],
            href=f"/applications/{row.application}",
            records=row.adoptions.records or "",
        )
        for row in rows
    ]
    return charts.stacked(
        bands,
        name="applications",
        title=say(language, "Adoptions of each application, by state"),
        language=language,
        heading=say(language, "Application"),
        total_heading=say(language, "Adoptions"),
    )


def _short(state: State, language: Language) -> str:
    """Return a state's word without what explains it: `lapsed: not confirmed for long` is `lapsed`."""
    return STATES[state].to(language).partition(":")[0]


def _stages(stages: wire.Stages, language: Language) -> Picture:
    rows = [
        Bar(_begun(STAGES[one.stage].to(language)), one.adoptions.count, records=one.adoptions.records or "")
        for one in stages.stages
        if one.adoptions.count
    ]
    return charts.bars(
        rows,
        name="stages",
        title=say(language, "Adoptions that recorded each stage"),
        language=language,
        heading=say(language, "Stage"),
        value_heading=say(language, "Adoptions"),
    )


def _behind(behind: wire.Behind, language: Language) -> Picture:
    rows = [
        Bar(
            _begun(_so_many(one.versions_behind, language)),
            one.adoptions,
            kind="" if one.versions_behind else "in-use",
        )
        for one in behind.distribution
        if one.adoptions
    ]
    return charts.bars(
        rows,
        name="behind",
        title=say(language, "In use, by how many versions behind"),
        language=language,
        heading=say(language, "Behind the newest"),
        value_heading=say(language, "Adoptions"),
    )


def _so_many(number: int | None, language: Language) -> str:
    if number is None:
        return say(language, "not known which version")
    if number == 0:
        return say(language, "the newest version")
    if number == 1:
        return say(language, "behind by one version")
    more = " +" if number >= MANY else ""
    return say(language, "%(count)s versions behind") % {"count": f"{formats.number(number, language)}{more}"}


def _retention(retention: wire.Retention, language: Language) -> Picture:
    rows = [
        Bar(
            _begun(_after(one.years, language)),
            one.kept.count,
            of=one.due.count,
            records=one.kept.records or "",
        )
        for one in retention.years
        if one.due.count
    ]
    return charts.bars(
        rows,
        name="retention",
        title=say(language, "Still in use after so many years"),
        language=language,
        heading=say(language, "Years since it went live"),
        value_heading=say(language, "Still in use"),
    )


def _begun(words: str) -> str:
    """Return words as a heading of a row begins: with a capital."""
    return words[:1].upper() + words[1:]


def _after(years: int, language: Language) -> str:
    if years == 1:
        return say(language, "after one year")
    return say(language, "after %(count)s years") % {"count": formats.number(years, language)}


def _cohort(cohort: wire.Cohort, language: Language) -> Picture:
    rows = [
        Bar(_begun(STATES[one.state].to(language)), one.regions, of=cohort.known, kind=str(one.state))
        for one in cohort.follow_through
        if one.regions
    ]
    return charts.bars(
        rows,
        name="cohort",
        title=say(language, "Regions of the cohort that are known by name, by how far each has come"),
        language=language,
        heading=say(language, "How far"),
        value_heading=say(language, "Regions"),
    )
