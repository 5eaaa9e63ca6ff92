"""What is derived follows from the events after any history, and whatever does not is found and mended."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, col, select

from livinglab.contract.adoptions import AdoptionRequest, EventRequest, Stage, StopReason
from registry import clock
from registry.access.callers import Caller, Role
from registry.adoption import derived, listing, months, rebuilding, recording, records, rollups, states
from registry.adoption.filters import AdoptionFilters
from registry.adoption.tallies import Tally
from registry.database import Database
from registry.errors import RegistryError
from registry.tables import (
    Adoption,
    AdoptionEvent,
    Cohort,
    CohortMember,
    DayCount,
    FetchCount,
    MonthCount,
    Organisation,
    Release,
    VersionCount,
)

PLACES = ("32.16", "32.16.01", "32.05", "32")
COHORT = "idsl-2022"
TODAY = clock.date_in_jakarta()
DAYS = st.integers(0, 1500).map(lambda ago: TODAY - timedelta(days=ago))
STAGES = [stage for stage in Stage if stage is not Stage.RETRACTION]
STEP = st.one_of(
    st.tuples(st.just("record"), st.sampled_from(PLACES), st.sampled_from(STAGES), DAYS),
    st.tuples(st.just("correct"), st.integers(0, 9), st.sampled_from([*STAGES, Stage.RETRACTION]), DAYS),
    st.tuples(st.just("fetch"), st.sampled_from(PLACES), st.just(None), DAYS),
)
BY_MONTH: dict[str, dict[str, Any]] = {  # which filters list what a measure counts in a month
    "new": {"new_month": "month"},
    "stage": {"stage": None, "stage_month": "month"},
    "entered": {"entered": None, "month": "month"},
    "first": {"entered": None, "month": "month", "first": True},
}
SPOILT = (
    "UPDATE adoptions SET state = 'piloting'",
    "UPDATE adoptions SET expires_on = NULL",
    "UPDATE adoptions SET fetched_on = NULL",
    "UPDATE adoption_periods SET since = '2020-01-01' WHERE position = 1",
    "DELETE FROM adoption_periods WHERE state = 'lapsed'",
    "UPDATE month_counts SET count = count + 1 WHERE measure = 'new' AND scope = 'all'",
    "DELETE FROM month_counts WHERE scope = 'cohort:idsl-2022'",
    "INSERT INTO month_counts (scope, measure, month, count) VALUES ('region:99.99', 'new', 1, 1)",
    "UPDATE day_counts SET days = days + 1 WHERE scope = 'region:32.16'",
    "UPDATE version_counts SET version = '9'",
)


class Undone(Exception):
    """Takes a transaction back."""


@pytest.fixture
def bekasi(database: Database, publish: Callable[..., str]) -> Caller:
    """Give somebody who records for all places; e-SAKIP and a cohort are there."""
    publish()
    with database.write() as session:
        session.add(Cohort(slug=COHORT, name="IDSL", note_id="", note_en="", source="test"))
        session.flush()
        for code in ("32.16", "32"):
            member = CohortMember(
                cohort_slug=COHORT, region_code=code, evidence="", source="", confidence="direct"
            )
            session.add(member)
        roles = {_government(session, code): Role.RECORDER for code in ("32.16", "32.05", "32")}
    return Caller(actor="person:1", person_id=1, roles=roles)


@given(st.data())
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to make a failing history small would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_any_history_what_is_stored_is_what_follows_from_the_events(
    database: Database, bekasi: Caller, data: st.DataObject
) -> None:
    steps = data.draw(st.lists(STEP, min_size=4, max_size=14))
    with undone(database) as session:
        for step in steps:
            _do(session, bekasi, step)
        for scope, expected in _reckoned(session).items():
            stored = rollups.read(session, scope)
            assert (stored.months, stored.days) == (expected.months, expected.days), scope
        assert rebuilding.check(session).differing == 0
        before = _rollups(session)
        rebuilding.rebuild_cohort(session, COHORT)
        assert _rollups(session) == before


def test_what_was_spoilt_is_found_and_mended(database: Database, bekasi: Caller) -> None:
    with undone(database) as session:
        for step in _some_history():
            _do(session, bekasi, step)
        before = _rollups(session)
        for spoil in SPOILT:
            session.execute(text(spoil))
            session.expunge_all()
            found = rebuilding.check(session)
            assert found.differing > 0, spoil
            assert rebuilding.rebuild(session, actor="operator") == found
            assert rebuilding.check(session).differing == 0, spoil
            assert _rollups(session) == before


def test_a_list_matches_the_figures_of_its_measure(database: Database, bekasi: Caller) -> None:
    def counted(**filters: Any) -> int:
        asked = AdoptionFilters(**filters)
        return listing.count(session, asked, caller=bekasi, today=TODAY).total

    with undone(database) as session:
        for step in _some_history():
            _do(session, bekasi, step)
        all_months = rollups.read(session, rollups.EVERYTHING).months
        now = TODAY.year * 12 + TODAY.month - 1
        totals: dict[str, int] = {}
        for (measure, month), count in all_months.items():
            if month <= now:
                totals[measure] = totals.get(measure, 0) + count
        for step_name, _ in states.STEPS:
            assert counted(step=step_name) == totals.get(f"step:{step_name}", 0)
            assert counted(through=step_name) == totals.get(f"through:{step_name}", 0)
            assert counted(stopped_after=step_name) == totals.get(f"stopped-after:{step_name}", 0)
        for (measure, month), count in all_months.items():
            kind, _, what = measure.partition(":")
            if kind in BY_MONTH and month <= now:
                asked = {name: what if value is None else value for name, value in BY_MONTH[kind].items()}
                asked = {n: months.written(month) if v == "month" else v for n, v in asked.items()}
                assert counted(**asked) == count, (measure, month)
        for stage in STAGES:
            assert counted(stage=stage) == totals.get(f"had:{stage}", 0)
        for years in (1, 2, 3):
            assert counted(due=years) == totals.get(f"due:{years}", 0)
            assert counted(kept=years) == totals.get(f"kept:{years}", 0)
        assert counted(due=1) > counted(kept=1) > 0
        for state in states.State:
            inside = totals.get(f"entered:{state}", 0) - totals.get(f"left:{state}", 0)
            if state is not states.State.NONE:
                assert counted(state=state) == counted(state=state, on=TODAY) == inside, state


def test_what_several_record_at_the_same_moment_counts_once_each(database: Database, bekasi: Caller) -> None:
    def record(number: int) -> bool:
        stage = Stage.INTEREST if number % 2 else Stage.REQUEST
        request = AdoptionRequest(application="e-sakip", region="32.16", stage=stage, date=TODAY)
        with database.write() as session:
            return recording.record(session, request, caller=bekasi).is_new

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(record, range(6)))
    assert sum(new) == 2
    with database.read() as session:
        assert len(session.exec(select(Adoption)).all()) == 1
        assert rollups.read(session, "region:32.16").months["new", TODAY.year * 12 + TODAY.month - 1] == 1
        assert rebuilding.check(session).differing == 0


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """Give a session whose changes are taken back, so that each history begins with nothing."""
    try:
        with database.write() as session:
            yield session
            raise Undone
    except Undone:
        pass


def _some_history() -> list[tuple[Any, ...]]:
    return [
        ("fetch", "32.16", None, TODAY - timedelta(days=1400)),
        ("record", "32.16", Stage.INTEREST, TODAY - timedelta(days=1300)),
        ("record", "32.16", Stage.GO_LIVE, TODAY - timedelta(days=1200)),
        ("record", "32.16", Stage.CONFIRMATION, TODAY - timedelta(days=850)),
        ("record", "32.05", Stage.AGREEMENT, TODAY - timedelta(days=900)),
        ("record", "32.05", Stage.GO_LIVE, TODAY - timedelta(days=890)),
        ("record", "32.05", Stage.STOPPED, TODAY - timedelta(days=800)),
        ("record", "32", Stage.REQUEST, TODAY - timedelta(days=30)),
        ("record", "32.16.01", Stage.GO_LIVE, TODAY - timedelta(days=10)),
    ]


def _do(session: Session, caller: Caller, step: tuple[Any, ...]) -> None:
    """Do one step of a history. What is refused, such as a second correction, leaves everything as it was."""
    kind, what, stage, day = step
    if kind == "fetch":
        _fetch(session, what, day)
        return
    reason = StopReason.NO_STAFF if stage is Stage.STOPPED else None
    said = {"stage": stage, "date": day, "reason": reason, "version": "1.0.0" if day.day % 2 else None}
    if kind == "record":
        request = AdoptionRequest(application="e-sakip", region=what, **said)
        recording.record(session, request, caller=caller)
        return
    events = session.exec(select(AdoptionEvent).order_by(col(AdoptionEvent.id))).all()
    if not events:
        return
    event = events[what % len(events)]
    try:
        request_of = EventRequest(**said, corrects=event.id)
        recording.record_for(session, event.adoption_id, request_of, caller=caller)
    except RegistryError:
        pass


def _fetch(session: Session, region_code: str, day: date) -> None:
    release = session.exec(select(Release)).one()
    key = (release.id, day, region_code)
    if session.get(FetchCount, key) is None:
        session.add(FetchCount(release_id=release.id or 0, day=day, region_code=region_code, count=1))
        session.flush()
    records.note_fetch(session, release.application_id, region_code, day)


def _reckoned(session: Session) -> dict[str, Tally]:
    """Sum up from the events alone what each scope must hold."""
    found: dict[str, Tally] = {}
    for adoption in session.exec(select(Adoption)).all():
        tally = derived.counted(adoption, derived.standing(session, adoption))
        for scope in rollups.scopes(session, adoption):
            found.setdefault(scope, Tally()).add(tally)
    return found


def _rollups(session: Session) -> list[list[tuple[Any, ...]]]:
    return [
        sorted(tuple(row) for row in session.execute(select(*table.__table__.columns)))  # type: ignore[attr-defined]  # SQLModel hides it
        for table in (MonthCount, DayCount, VersionCount)
    ]


def _government(session: Session, code: str) -> int:
    now = clock.now()
    row = Organisation(
        name=code, kind="region", region_code=code, verified_at=now, verified_by="operator", created_at=now
    )
    session.add(row)
    session.flush()
    return row.id or 0
