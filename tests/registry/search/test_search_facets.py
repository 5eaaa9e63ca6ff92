"""Facets of how applications stand: they follow adoptions and the day, and count nobody who is not named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from livinglab.contract.adoptions import State
from registry import clock, journal
from registry.catalog import health
from registry.catalog.found import SIGNS, Signs
from registry.catalog.health.bands import band
from registry.catalog.search import Search
from registry.catalog.search.filters import read
from registry.database import Database
from registry.errors import Invalid
from registry.tables import Adoption, Application, Organisation, Release, Source

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
LATER = timedelta(days=1)
MORE = {
    "kasir": {
        "fields": ["tourism", "local-authorities"],
        "technologies": ["PHP", "Laravel"],
        "deployment": "container",
        "license_provenance": "declared",
    },
    "loket": {"fields": ["healthcare"], "technologies": ["PHP"], "license_provenance": "boilerplate"},
    "rahasia": {"visibility": "agreement", "latest_version": None, "released_at": None},
}
Adopt = Callable[..., None]


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let it be noon of a day, and give a way to let days pass."""

    def let(passed: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOON + passed)

    let(timedelta())
    return let


@pytest.fixture
def three(noon: Any, change: Any) -> None:
    """Write three applications."""
    for slug, more in MORE.items():
        change(slug, more=more)


@pytest.fixture
def adopt(database: Database) -> Adopt:
    """Give a hand that records what adoption.recording would: a region uses an application until a day."""

    def adopt(slug: str, region: str, until: date) -> None:
        with database.write() as session:
            application = session.exec(select(Application).where(Application.slug == slug)).one()
            organisation = session.exec(select(Organisation)).first() or Organisation(
                name="Bekasi", kind="region", created_at=NOON
            )
            session.add(organisation)
            session.flush()
            serial = journal.append(
                session, actor="test", action="adoption", subject="adoption:1", detail={"slug": slug}
            )
            row = Adoption(
                application_id=application.id or 0,
                region_code=region,
                organisation_id=organisation.id or 0,
                created_at=NOON,
                state=State.IN_USE,
                since=until - timedelta(days=300),
                expires_on=until,
                changed_serial=serial,
            )
            session.add(row)

    return adopt


def counts(found: Any, facet: str) -> dict[str, int]:
    """Return a facet as a dictionary."""
    return {one.value: one.count for one in found.facets[facet]}


def test_facets_tell_what_is_in_it_and_repeated_filters_must_all_hold(three: None, find: Any) -> None:
    found = find(facets=True)
    assert counts(found, "technology") == {"PHP": 2, "Laravel": 1}
    assert counts(found, "field") == {"tourism": 1, "local-authorities": 1, "healthcare": 1}
    assert counts(found, "license_provenance") == {"declared": 1, "boilerplate": 1}
    assert counts(found, "deployment") == {"container": 1}
    assert counts(found, "visibility") == {"public": 2, "agreement": 1}
    assert counts(found, "fetchable") == {"true": 2, "false": 1}
    for facet, values in found.facets.items():
        for one in values:
            assert find(**{facet: one.value}).total == one.count, (facet, one.value)
    assert [hit.slug for hit in find(technology=("PHP", "Laravel")).items] == ["kasir"]
    assert find(field=("healthcare", "tourism")).total == 0


def test_adoptions_are_counted_where_everybody_may_be_told_and_lapse_with_the_day(
    three: None, find: Any, adopt: Adopt, noon: Any, search: Search
) -> None:
    assert counts(find(facets=True), "adopted") == {"false": 2}
    today = clock.date_in_jakarta()
    adopt("kasir", "32.16", today)
    adopt("kasir", "33.01", today + timedelta(days=40))
    adopt("loket", "32.04", today)
    adopt("rahasia", "35.01", today)
    found = find(facets=True, sort="adopted")
    assert [(hit.slug, hit.adopters) for hit in found.items] == [
        ("kasir", 2),
        ("loket", 1),
        ("rahasia", None),
    ]
    assert counts(found, "adopted_in") == {"32": 2, "33": 1}
    assert counts(found, "adopted") == {"true": 2}
    assert find(adopted_in="35").total == 0
    noon(LATER)
    search.follow()
    found = find(facets=True)
    assert counts(found, "adopted_in") == {"33": 1}
    assert counts(found, "adopted") == {"true": 1, "false": 1}


def test_health_is_that_of_the_api_and_falls_with_the_day(
    three: None, find: Any, noon: Any, database: Database, search: Search
) -> None:
    assert counts(find(facets=True), "health") == {"unknown": 3}
    with database.write() as session:
        application = session.exec(select(Application).where(Application.slug == "kasir")).one()
        signs = Signs(seen_at=NOON, last_change=NOON - timedelta(days=2), commits=200, people=5)
        session.add(
            Source(
                application_id=application.id or 0,
                url="https://git.example.go.id/kasir.git",
                reachable=True,
                signs=SIGNS.dump_json(signs).decode(),
                created_at=NOON,
            )
        )
        application.changed_serial = journal.append(
            session, actor="test", action="changed", subject="application:kasir", detail={}
        )
    [hit] = find(health="good").items
    assert (hit.slug, hit.last_change) == ("kasir", (NOON - timedelta(days=2)).date())
    bands = []
    for days in (0, 500, 1100):
        noon(timedelta(days=days))
        search.follow()
        found = find(facets=True)
        with database.read() as session:
            row = session.exec(select(Application).where(Application.slug == "kasir")).one()
            said = health.health(health.facts(session, row), clock.today())
        bands.append(band(said.score))
        assert counts(found, "health") == {bands[-1]: 1, "unknown": 2}
    assert bands[0] == "good"
    assert bands[-1] == "bad"


def test_hits_are_sorted_by_what_is_asked_for(
    three: None, change: Any, find: Any, database: Database
) -> None:
    change("kasir", name="Zamrud", more=MORE["kasir"])
    with database.write() as session:
        rows = {row.slug: row for row in session.exec(select(Application)).all()}
        for days, (slug, row) in enumerate(sorted(rows.items())):
            session.add(
                Release(
                    application_id=row.id or 0, version="1.0.0", status="published", position=1, bytes=1,
                    commit="a" * 40, tree="b" * 40, released_at=NOON - timedelta(days=days), body=RELEASE,
                )
            )  # fmt: skip
            row.created_at = NOON - timedelta(days=10 - days)
            row.changed_serial = journal.append(
                session, actor="test", action="changed", subject=f"application:{slug}", detail={}
            )
    orders = {sort: [hit.slug for hit in find(sort=sort).items] for sort in ("name", "changed", "newest")}
    assert orders == {
        "name": ["loket", "rahasia", "kasir"],
        "changed": ["kasir", "loket", "rahasia"],
        "newest": ["rahasia", "loket", "kasir"],
    }
    pages, cursor = [], None
    for _ in range(3):
        page = find(sort="name", limit=1, cursor=cursor)
        pages, cursor = [*pages, *(hit.slug for hit in page.items)], page.next
    assert (pages, cursor) == (orders["name"], None)


RELEASE = (
    '{"version":"1.0.0","status":"published","released_at":"2026-11-20T00:00:00Z","bytes":1,"commit":"'
    + "a" * 40 + '","tree":"' + "b" * 40 + '","files":1,"license":{"spdx":null,"file":null,"usable":false}}'
)  # fmt: skip


@pytest.mark.parametrize(
    "asked", [{"health": ["fine"]}, {"visibility": ["secret"]}, {"category": [str(n) for n in range(9)]},
              {"license": ["x" * 201]}],
)  # fmt: skip
def test_values_that_no_application_can_have_are_refused_by_name(asked: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid) as refused:
        read(asked)
    assert refused.value.field == next(iter(asked))
