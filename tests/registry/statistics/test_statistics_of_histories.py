"""Each statistic against a plain count over the same events, day by day and without any table."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median
from typing import Any

import pytest
from sqlmodel import Session

from registry.database import Database
from registry.statistics import (
    applications,
    cohorts,
    coverage,
    funnel,
    places,
    retention,
    savings,
    series,
    stages,
    totals,
    versions,
)
from registry.statistics.selection import Selection, choose

# What each stage alone leads to, and which steps of the funnel there are: written out once more.
INTERESTED = ("interest", "study-visit", "request")
PREPARING = ("memorandum", "agreement", "grant-or-loan", "source-handover")
USED = ("go-live", "confirmation")
SHOWS_USE = (*USED, "evaluation")
RANKS = ("interested", "preparing", "piloting", "in-use")
STATES = (*RANKS, "lapsed", "stopped")
STEPS = {
    "interest": {"interest", "study-visit"},
    "request": {"request"},
    "agreement": {"memorandum", "agreement", "grant-or-loan"},
    "handover": {"source-handover"},
    "installation": {"installation", "training", "acceptance-test"},
    "in-use": {"go-live", "confirmation"},
}
NAMED = {"e-sakip", "e-office", "e-lama"}
COHORT = ("32.11", "32.16", "33.01", "11.01")
OFFERED = {"1.0.0": 2, "1.1.0": 1, "1.2.0": 1, "2.0.0": 0}  # 1.2.0 was taken back
SELECTIONS: tuple[dict[str, str], ...] = (
    {},
    {"application": "e-sakip"},
    {"application": "e-rahasia"},
    {"region": "32.16"},
    {"region": "32"},
    {"cohort": "idsl"},
    {"application": "e-office", "region": "32"},
    {"application": "e-office", "cohort": "idsl"},
    {"region": "32", "cohort": "idsl"},
)


def month(day: date) -> int:
    """Return a month as a number."""
    return day.year * 12 + day.month - 1


@dataclass(eq=False)
class Life:
    """One adoption, replayed."""

    history: Any
    today: date

    def __post_init__(self) -> None:
        """Leave out what was corrected, and look at each day on which something can change."""
        told = self.history.events
        corrected = {one.corrects for one in told}
        kept = [one for one in told if one.id not in corrected and one.stage != "retraction"]
        self.events = sorted(kept, key=lambda one: (one.day, one.id))
        self.days = sorted({*(one.day for one in self.events), *self._firsts()})
        self.states = {day: self.on(day) for day in self.days}
        self.now = self.on(self.today)

    def _firsts(self) -> Iterator[date]:
        if self.events:
            for number in range(month(self.events[0].day) + 1, month(self.today) + 1):
                yield date(number // 12, number % 12 + 1, 1)

    @cache  # noqa: B019 - a life ends with its test
    def on(self, day: date) -> str | None:
        """Return the state at the end of a day."""
        state, used = None, None
        for one in self.events:
            if one.day > day:
                break
            if state == "in-use" and used and month(one.day) > month(used) + 12:
                state = "lapsed"
            state = self._after(state, one.stage)
            if state == "in-use" and one.stage in SHOWS_USE:
                used = one.day
        return "lapsed" if state == "in-use" and used and month(day) > month(used) + 12 else state

    @staticmethod
    def _after(state: str | None, stage: str) -> str:
        if stage == "stopped":
            return "stopped"
        if state == "lapsed":
            return "in-use" if stage in SHOWS_USE else "lapsed"
        kinds = ((INTERESTED, "interested"), (PREPARING, "preparing"), (USED, "in-use"))
        led = next((name for names, name in kinds if stage in names), "piloting")
        return led if state in (None, "stopped") else max(state, led, key=RANKS.index)

    @cache  # noqa: B019 - as above
    def came(self, state: str) -> list[date]:
        """Return each day on which it came to a state."""
        before, found = None, []
        for day in self.days:
            if self.states[day] == state != before:
                found.append(day)
            before = self.states[day]
        return found

    def reached(self) -> dict[str, date]:
        """Return the first day of each step."""
        return {
            step: min(one.day for one in self.events if one.stage in names)
            for step, names in STEPS.items()
            if any(one.stage in names for one in self.events)
        }

    @property
    def version(self) -> str:
        """The version told last, empty for none."""
        return next((one.version for one in reversed(self.events) if one.version), "")

    @property
    def regency(self) -> str | None:
        """The regency or city that it lies in."""
        return self.history.region[:5] if len(self.history.region) >= 5 else None


def matches(life: Life, filters: dict[str, str]) -> bool:
    """Say whether a life is selected, by somebody who may be told what everybody may."""
    slug, region = filters.get("application"), filters.get("region", "")
    named = slug is None or (life.history.application == slug and slug in NAMED)
    inside = life.history.region == region or life.history.region.startswith(f"{region}." if region else "")
    return named and inside and ("cohort" not in filters or life.regency in COHORT)


def states_of(lives: list[Life]) -> dict[str, int]:
    """Count the states of today."""
    counted = Counter(life.now for life in lives)
    return {state: counted[state] for state in STATES}


def shown(body: Any) -> dict[str, int]:
    """Return the same as a statistic shows it."""
    return {str(state): figure.count for state, figure in body.states.items()}


def check_totals(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """The headline figures."""
    body = totals.totals(session, chosen)
    assert shown(body) == states_of(lives)
    assert body.adoptions.count == sum(life.now is not None for life in lives)
    using = {life.history.application for life in lives if life.now == "in-use"}
    assert body.applications is None or body.applications.count == len(using)
    assert body.regions.count == len({life.regency for life in lives if life.now and life.regency})
    assert body.covered.count == len(_covered(lives))


def _covered(lives: list[Life]) -> set[str]:
    return {life.history.region for life in lives if life.now == "in-use" and len(life.history.region) == 5}


def check_tables(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """By application, regency and province, with what nobody is told of in one row."""
    if chosen.application is None:
        page = applications.page(session, chosen, state=None, after="", limit=100)
        found = {row.application: shown(row) for row in page.items}
        slugs = {life.history.application for life in lives if life.now}
        named = {slug: slug if slug in NAMED else None for slug in slugs}
        wanted = {
            name: states_of([life for life in lives if named.get(life.history.application, "") == name])
            for name in named.values()
        }
        assert (found, page.total, page.unnamed) == (wanted, len(slugs), len(slugs - NAMED))
    page = places.page(session, chosen, showing="all", after="", limit=1000)
    wanted = {code: states_of([life for life in lives if life.regency == code]) for code in _codes(page)}
    assert {row.region.code: shown(row) for row in page.items} == wanted
    assert {row.region.code for row in page.items if row.uses} == _covered(lives)
    if chosen.filters.region is None:
        found = {row.region.code: shown(row) for row in places.provinces(session, chosen).items}
        assert found == {
            code: states_of([life for life in lives if life.history.region[:2] == code]) for code in found
        }


def _codes(page: Any) -> set[str]:
    return {row.region.code for row in page.items}


def check_stages(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Each stage, ever and in one month."""
    for number in (None, chosen.month - 7):
        for row in stages.stages(session, chosen, month=number).stages:
            having = [
                life
                for life in lives
                if any(one.stage == row.stage and number in (None, month(one.day)) for one in life.events)
            ]
            assert (row.stage, row.adoptions.count) == (row.stage, len(having))


def check_months(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Every month since the first event."""
    first = chosen.month - 52
    for number, point in enumerate(series.series(session, chosen, since=first, to=None).months, start=first):
        ends = date((number + 1) // 12, (number + 1) % 12 + 1, 1).toordinal() - 1
        end = min(date.fromordinal(ends), chosen.today)
        live = [life.came("in-use") for life in lives]
        assert point.active.count == sum(life.on(end) == "in-use" for life in lives)
        assert point.new.count == sum(
            bool(life.events) and month(life.events[0].day) == number for life in lives
        )
        assert point.went_live.count == sum(bool(days) and month(days[0]) == number for days in live)
        for figure, state in ((point.lapsed, "lapsed"), (point.stopped, "stopped")):
            assert figure.count == sum(
                any(month(day) == number for day in life.came(state)) for life in lives
            )


def check_funnel(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Each step with its days."""
    body = funnel.funnel(session, chosen)
    reached = [life.reached() for life in lives]
    order = list(STEPS)
    furthest = [max((order.index(step) for step in one), default=-1) for one in reached]
    stopped = [
        max((order.index(step) for step, day in one.items() if day <= life.came("stopped")[-1]), default=-1)
        for life, one in zip(lives, reached, strict=True)
        if life.now == "stopped"
    ]
    assert body.stopped_before.count == stopped.count(-1)
    for number, row in enumerate(body.steps):
        assert row.step == order[number]
        assert row.recorded.count == sum(row.step in one for one in reached)
        assert row.through.count == sum(far >= number for far in furthest)
        assert row.stopped_here.count == stopped.count(number)
        if number:
            check_days(row, [(one.get(order[number - 1]), one.get(row.step)) for one in reached])
    check_days(body.whole_way, [(one.get("interest"), one.get("in-use")) for one in reached])
    fetched = [life.history.fetched_on if one else None for life, one in zip(lives, reached, strict=True)]
    check_days(
        body.fetch_to_use, [(day, one.get("in-use")) for day, one in zip(fetched, reached, strict=True)]
    )


def check_days(shown: Any, pairs: list[tuple[date | None, date | None]]) -> None:
    """Days between two things, of those that know both."""
    took = [(later - sooner).days for sooner, later in pairs if sooner and later]
    forward = [days for days in took if days >= 0]
    wanted = (median(forward) if forward else None, len(forward), len(took) - len(forward))
    assert (shown.median_days, shown.counted, shown.reversed) == wanted


def check_coverage(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """By province and by people."""
    body = coverage.coverage(session, chosen)
    covered = _covered(lives)
    people = {row.region.code: row.population or 0 for row in _regions(session, chosen)}
    assert (body.covered.count, body.regions) == (len(covered), len(people))
    assert (body.population, body.population_covered) == (
        sum(people.values()),
        sum(people[one] for one in covered),
    )
    found = {row.region.code: row.covered.count for row in body.provinces}
    assert found == {code: sum(one[:2] == code for one in covered) for code in {one[:2] for one in people}}


def _regions(session: Session, chosen: Selection) -> Any:
    return places.page(session, chosen, showing="all", after="", limit=1000).items


def check_retention(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Of those that went live so many years ago; it shows in the month after."""
    begun = [(life, life.came("in-use")[0]) for life in lives if life.came("in-use")]
    for row in retention.retention(session, chosen).years:
        shows = [(life, month(day) + 12 * row.years + 1) for life, day in begun]
        due = [(life, number) for life, number in shows if number <= month(chosen.today)]
        kept = [life for life, number in due if life.on(_end(number, chosen.today)) == "in-use"]
        assert (row.due.count, row.kept.count) == (len(due), len(kept))


def _end(number: int, today: date) -> date:
    return min(date.fromordinal(date((number + 1) // 12, (number + 1) % 12 + 1, 1).toordinal() - 1), today)


def check_versions(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Versions in use, and how far behind: of what may be told alone."""
    using = [life for life in lives if life.now == "in-use" and life.history.application in NAMED]
    behind = Counter(OFFERED.get(life.version) for life in using)
    found = {row.versions_behind: row.adoptions for row in versions.behind(session, chosen).distribution}
    assert found == {number: behind[number] for number in found}
    if chosen.application is not None:
        body = versions.of_application(session, chosen)
        wanted = Counter(life.version or None for life in using)
        assert {row.version: row.in_use.count for row in body.versions} == wanted
        assert all(row.versions_behind == OFFERED.get(row.version or "") for row in body.versions)


def check_savings(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Only what is published and states both figures."""
    said = [life.history.experience for life in lives if life.history.experience]
    both = [one for one in said if one[0] is not None and one[1] is not None]
    body = savings.savings(session, chosen)
    assert (body.experiences.count, body.counted.count) == (len(said), len(both))
    assert body.saved_rupiah == sum(one[1] - one[0] for one in both)
    assert body.person_days == sum(one[2] or 0 for one in both)


def check_cohort(session: Session, chosen: Selection, lives: list[Life]) -> None:
    """Who follows through, with what, since when, and where it stopped."""
    if chosen.filters.cohort is None or chosen.filters.region or chosen.application:
        return
    body = cohorts.one(session, chosen)
    order = ("in-use", "lapsed", "piloting", "preparing", "interested", "stopped")
    assert [row.region.code for row in body.members] == sorted(COHORT)
    for row in body.members:
        own = [life for life in lives if life.regency == row.region.code and life.now]
        state = next((one for one in order if any(life.now == one for life in own)), "none")
        in_it = [life for life in own if life.now == state]
        assert (row.state, row.adoptions.count) == (state, len(own))
        assert row.since == min((life.came(state)[-1] for life in in_it), default=None)
        named = [life.history.application for life in in_it if life.history.application in NAMED]
        assert sorted(one.application for one in row.applications or []) == sorted(named)[:5]
        steps = [step for life in own for step in life.reached()]
        assert row.furthest_step == max(steps, key=list(STEPS).index, default=None)
        assert row.last_on == max((life.events[-1].day for life in own), default=None)
        stops = [life for life in own if life.now == "stopped"]
        assert row.stop_reasons == Counter(
            [one.reason for one in life.events if one.stage == "stopped"][-1] for life in stops
        )
    stands = Counter(str(row.state) for row in body.members)
    assert {str(row.state): row.regions for row in body.follow_through} == {
        state: stands[state] for state in (*order, "none")
    }


CHECKS = (check_totals, check_tables, check_stages, check_months, check_funnel, check_coverage)
CHECKS = (*CHECKS, check_retention, check_versions, check_savings, check_cohort)


def hold(database: Database, world: Any) -> None:
    """Hold every statistic of every selection against the events."""
    lives = [Life(history, world.today) for history in world.histories]
    with database.read() as session:
        for filters in SELECTIONS:
            chosen = choose(session, today=world.today, **filters)
            own = [life for life in lives if matches(life, filters)]
            for check in CHECKS:
                check(session, chosen, own)


def test_each_statistic_is_what_a_plain_count_over_the_events_gives(
    database: Database, tell: Callable[..., Any]
) -> None:
    hold(database, tell(7))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_so_it_is_with_any_history(database: Database, tell: Callable[..., Any], seed: int) -> None:
    hold(database, tell(seed, adoptions=34))
