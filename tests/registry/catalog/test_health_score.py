"""Health: silence brings it to zero whatever else is good, and what nobody knows is not held against it."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.catalog.health import Facts, health
from registry.catalog.health.score import WEIGHTS

NOW = datetime(2026, 11, 21, tzinfo=UTC)
MONTH = timedelta(days=30.44)

moments = st.timedeltas(timedelta(0), timedelta(days=3000)).map(lambda ago: NOW - ago)
maybe = st.none() | st.booleans()
all_facts = st.builds(
    Facts,
    last_change=st.none() | moments,
    released=st.none() | st.lists(moments, max_size=8).map(tuple),
    commits=st.none() | st.integers(0, 1000),
    people=st.none() | st.integers(0, 9),
    maintenance_type=st.sampled_from([None, "internal", "contract", "community", "none"]),
    maintained_until=st.none() | moments.map(datetime.date),
    contactable=maybe,
    warnings=st.none() | st.integers(0, 12),
    readme=maybe,
    changelog=maybe,
    security_contact=maybe,
    reachable=maybe,
)


def lively(**changes: object) -> Facts:
    """Return an application in the best of health, with these differences."""
    facts = Facts(
        last_change=NOW - timedelta(days=3),
        released=tuple(NOW - number * MONTH for number in range(6)),
        commits=300,
        people=5,
        maintenance_type="internal",
        contactable=True,
        warnings=0,
        readme=True,
        changelog=True,
        security_contact=True,
        reachable=True,
    )
    return replace(facts, **changes)


def score(facts: Facts, at: datetime = NOW) -> int:
    """Return a score that must be there."""
    found = health(facts, at).score
    assert found is not None
    return found


def test_an_application_in_the_best_of_health_has_a_hundred() -> None:
    assert score(lively()) == 100


def test_the_weights_add_up_to_one() -> None:
    assert sum(weight for _, weight, _ in WEIGHTS) == pytest.approx(1)


@pytest.mark.parametrize("years", [3, 4, 10])
def test_three_years_of_silence_leave_nothing_whatever_else_is_good(years: int) -> None:
    """Developers Italia's vitality gives a repository that is dead as long 61 to 93 of 100."""
    silent = lively(last_change=NOW - timedelta(days=1096 * years / 3 + 1))
    assert score(silent) < 5


def test_half_a_year_without_a_change_takes_little() -> None:
    assert score(lively(last_change=NOW - timedelta(days=180))) == 100
    assert 35 <= score(lively(last_change=NOW - timedelta(days=730))) <= 45


@given(all_facts)
def test_a_score_stays_between_nothing_and_a_hundred(facts: Facts) -> None:
    found = health(facts, NOW)
    assert found.score is None or 0 <= found.score <= 100
    known = [one.weight for one in found.inputs if one.state != "unknown"]
    assert not known or sum(known) == pytest.approx(1, abs=0.001)


@given(all_facts, st.lists(st.integers(0, 3000), min_size=2, max_size=6).map(sorted))
def test_silence_never_makes_it_better_and_ends_at_zero(facts: Facts, days: list[int]) -> None:
    scores = [health(facts, NOW + timedelta(days=day)).score for day in days]
    told = [one for one in scores if one is not None]
    assert told == sorted(told, reverse=True)
    end = health(facts, NOW + timedelta(days=1096))
    assert end.score in (0, None)
    assert facts.last_change is None or end.score == 0


WORST = {
    "people": {"people": 0},
    "maintenance": {"maintenance_type": "none"},
    "open-warnings": {"warnings": 99},
    "documentation": {"readme": False, "changelog": False},
    "security-contact": {"security_contact": False},
    "donor-reachable": {"reachable": False},
    "releases": {"released": ()},
}


@pytest.mark.parametrize("code", WORST)
def test_what_is_unknown_is_told_from_what_is_bad(code: str) -> None:
    unknown = lively(**dict.fromkeys(WORST[code]))
    bad = lively(**WORST[code])
    assert score(bad) < score(unknown) == 100
    states = {one.code: (one.state, one.value) for one in health(unknown, NOW).inputs}
    assert states[code] == ("unknown", None)
    assert {one.code: one.state for one in health(bad, NOW).inputs}[code] == "bad"


def test_where_little_is_known_there_is_no_score() -> None:
    found = health(Facts(reachable=True), NOW)
    assert (found.score, found.known) == (None, 0.05)
    assert all(one.message.id and one.message.en for one in found.inputs)


def test_an_application_that_rests_on_one_person_is_less_healthy() -> None:
    assert score(lively(people=1)) < score(lively(people=2)) < score(lively(people=3)) == 100


def test_a_contract_that_has_ended_counts_as_no_maintenance() -> None:
    over = lively(maintenance_type="contract", maintained_until=datetime.date(NOW - timedelta(days=1)))
    running = lively(maintenance_type="contract", maintained_until=datetime.date(NOW))
    assert score(over) < score(running) == 100


def test_nothing_is_asked_about_stars_or_forks() -> None:
    names = " ".join([*(one.name for one in fields(Facts)), *(code for code, *_ in WEIGHTS)])
    assert not {"star", "fork", "watch", "like"} & set(names.replace("_", "-").replace("-", " ").split())
