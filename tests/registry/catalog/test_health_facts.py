"""Health is reckoned from what the catalog has: releases, signs of life, findings, the manifest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from livinglab import contract
from livinglab.checks import CHECKS
from registry.catalog import publication
from registry.catalog.found import Signs, VisitOutcome
from registry.catalog.health import Facts, facts, health
from registry.catalog.health.known import CHANGELOG, NO_README, SECURITY
from registry.database import Database
from registry.tables import Application

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EXAMINED = {"license": contract.License(spdx="MIT", file="LICENSE", usable=True, provenance="declared")}


@pytest.fixture
def told(database: Database, submit: Callable[..., int]) -> Callable[..., Facts]:
    """Give what is known after a visit with these releases."""

    def told(*releases, signs: Signs | None = None) -> Facts:
        source = submit()
        order = [one.version for one in releases]
        with database.write() as session:
            outcome = VisitOutcome(list(releases), order, signs=signs)
            publication.record(session, source, outcome, actor="worker:test")
        with database.read() as session:
            return facts(session, session.exec(select(Application)).one())

    return told


def test_before_its_first_visit_nothing_is_known(database: Database, submit) -> None:
    submit()
    with database.read() as session:
        known = facts(session, session.exec(select(Application)).one())
    assert known == Facts()
    assert health(known, NOW).score is None


def test_releases_and_commits_are_signs_of_life(told, make_release) -> None:
    changed = NOW - timedelta(days=2)
    known = told(make_release("1.0.0"), signs=Signs(NOW, changed, commits=40, people=2))
    assert (known.last_change, known.people, known.commits) == (changed, 2, 40)
    assert known.released == (datetime(2026, 3, 1, tzinfo=UTC),)
    assert known.reachable is True


def test_a_dated_snapshot_is_no_release_of_the_donor(told, make_release) -> None:
    assert told(make_release("0.0.0-2026.3.1", tag=None)).released == ()


def test_findings_tell_what_is_missing(told, make_release, make_block) -> None:
    findings = [
        make_block("readme-missing", level="info"),
        make_block("lockfile-missing", level="warn"),
        make_block("lockfile-missing", level="warn", path="other"),
        make_block("region-name", level="warn"),
    ]
    known = told(make_release("1.0.0", findings=findings, **EXAMINED))
    assert (known.readme, known.changelog, known.security_contact) == (False, True, True)
    assert known.warnings == 2, "kinds are counted, not places"


def test_what_health_asks_for_is_what_the_checks_answer() -> None:
    known = {check.code for check in CHECKS}
    assert NO_README | {CHANGELOG, SECURITY} <= known


def test_a_readme_that_came_with_the_framework_is_none(told, make_release, make_block) -> None:
    findings = [make_block("readme-boilerplate", level="warn")]
    known = told(make_release("1.0.0", findings=findings, **EXAMINED))
    assert (known.readme, known.warnings) == (False, 0), "it counts once"


def test_a_release_from_before_the_checks_leaves_their_answers_unknown(told, make_release) -> None:
    known = told(make_release("1.0.0"))
    assert (known.readme, known.warnings, known.security_contact) == (None, None, None)
    states = {one.code: one.state for one in health(known, NOW).inputs}
    assert states["documentation"] == states["open-warnings"] == "unknown"


def test_health_through_the_api_is_as_of_the_day_and_may_be_kept_for_one(client, publish) -> None:
    publish()
    answer = client.get("/api/v1/applications/e-sakip/health")
    told = contract.Health.model_validate(answer.json())
    assert (told.as_of.hour, told.as_of.minute) == (0, 0)
    assert {one.code for one in told.inputs} >= {"last-change", "people", "maintenance"}
    assert answer.headers["cache-control"] == "public, max-age=5"
    again = client.get(
        "/api/v1/applications/e-sakip/health", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert client.get("/api/v1/applications/tidak-ada/health").status_code == 404
