"""Every statistic over ten years of events, at the database and at the API, against 50 ms.

`--events N` writes about N events (10 million if absent), `--engine SQLite` or `PostgreSQL` asks one alone.
The time at the database is that of a statistic's SQL statements until their last row; that at the API is a
whole request to a real service, on a connection that stays open, with nothing kept ready in memory.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session
from support import adoptions, databases, filling, services, tables

from registry import clock
from registry.database import Database, open_database
from registry.settings import Settings
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

LIMIT = 50.0  # milliseconds
TIMES = 20
PAUSE = 0.05  # seconds between requests: an address may ask 300 times in 10
WHOLE = 50_000
ONE = filling.slug(77)
APPLICATION = {"application": ONE}
REGENCY, PROVINCE, COHORT = {"region": "32.16"}, {"region": "32"}, {"cohort": adoptions.COHORT}
EVERYBODY = {"cohort": adoptions.ALL_REGIONS}
HEADS = ["", "at the database", "p95", "of 50 ms", "at the API", "p95", "of 50 ms"]
PLAIN = text(
    "SELECT regency_code, substr(CAST(happened_on AS VARCHAR), 1, 7) AS month, count(*)"
    " FROM adoption_events JOIN adoptions ON adoptions.id = adoption_events.adoption_id GROUP BY 1, 2"
)

EXTREME = "a cohort of 514"  # shown, not judged: a cohort is a group that signed something

Ask = Callable[[Session, Selection], object]


def _series(session: Session, chosen: Selection) -> object:
    return series.series(session, chosen, since=chosen.month - 119, to=None)


def _applications(session: Session, chosen: Selection) -> object:
    return applications.page(session, chosen, state=None, after="", limit=100)


def _all_applications(session: Session, chosen: Selection) -> object:
    return applications.page(session, chosen, state=None, after="", limit=WHOLE)


def _regions(session: Session, chosen: Selection) -> object:
    return places.page(session, chosen, showing="all", after="", limit=100)


def _all_regions(session: Session, chosen: Selection) -> object:
    return places.page(session, chosen, showing="all", after="", limit=WHOLE)


def _uncovered(session: Session, chosen: Selection) -> object:
    return places.page(session, chosen, showing="uncovered", after="", limit=100)


def _stages(session: Session, chosen: Selection) -> object:
    return stages.stages(session, chosen, month=None)


TEN_YEARS = "from=" + f"{clock.date_in_jakarta().year - 10}-12"
# What is asked: with which filters, by which function, at which address.
QUESTIONS: Sequence[tuple[str, dict[str, str], Ask, str]] = (
    ("totals", {}, totals.totals, "totals"),
    ("totals, a region", REGENCY, totals.totals, "totals"),
    ("totals, application in a province", APPLICATION | PROVINCE, totals.totals, "totals"),
    ("100 applications", {}, _applications, "applications?limit=100"),
    ("all applications, as CSV", {}, _all_applications, "applications?format=csv"),
    ("applications of a region", REGENCY, _applications, "applications?limit=100"),
    ("applications of a province", PROVINCE, _applications, "applications?limit=100"),
    ("100 regions", {}, _regions, "regions?limit=100"),
    ("all regions, as CSV", {}, _all_regions, "regions?format=csv"),
    ("regions of an application", APPLICATION, _regions, "regions?limit=100"),
    ("regions that use nothing", {}, _uncovered, "regions?limit=100&showing=uncovered"),
    ("provinces", {}, places.provinces, "provinces"),
    ("provinces of an application", APPLICATION, places.provinces, "provinces"),
    ("stages", {}, _stages, "stages"),
    ("versions of an application", APPLICATION, versions.of_application, "versions"),
    ("versions, in a province", APPLICATION | PROVINCE, versions.of_application, "versions"),
    ("versions behind", {}, versions.behind, "behind"),
    ("versions behind, a region", REGENCY, versions.behind, "behind"),
    ("ten years of months", {}, _series, f"months?{TEN_YEARS}"),
    ("… of an application", APPLICATION, _series, f"months?{TEN_YEARS}"),
    ("… of an application in a cohort", APPLICATION | COHORT, _series, f"months?{TEN_YEARS}"),
    ("funnel", {}, funnel.funnel, "funnel"),
    ("funnel of a province", PROVINCE, funnel.funnel, "funnel"),
    ("funnel, a cohort in a province", COHORT | PROVINCE, funnel.funnel, "funnel"),
    ("funnel, application in a cohort", APPLICATION | COHORT, funnel.funnel, "funnel"),
    ("funnel, application in all 514", APPLICATION | EVERYBODY, funnel.funnel, "funnel"),
    ("coverage", {}, coverage.coverage, "coverage"),
    ("coverage of an application", APPLICATION, coverage.coverage, "coverage"),
    ("a cohort of 62", COHORT, cohorts.one, f"cohorts/{adoptions.COHORT}"),
    (EXTREME, EVERYBODY, cohorts.one, f"cohorts/{adoptions.ALL_REGIONS}"),
    ("retention", {}, retention.retention, "retention"),
    ("savings", {}, savings.savings, "savings"),
    ("savings of a province", PROVINCE, savings.savings, "savings"),
)


def main() -> int:
    """Fill and ask; 1 if a statistic takes longer than the limit at the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--engine", choices=databases.ENGINES)
    asked = parser.parse_args()
    met = True
    for engine in [asked.engine] if asked.engine else databases.ENGINES:
        with databases.prepared(engine) as settings:
            met &= _measure(engine, settings, asked.events)
    return 0 if met else 1


def _measure(engine: str, settings: Settings, events: int) -> bool:
    database = open_database(settings)
    began = time.perf_counter()
    written = adoptions.fill(database, events=events)
    print(f"\n{engine}: {written:,} events, written in {time.perf_counter() - began:.0f} s", flush=True)
    plain = _plain(database)
    at_database = [_at_database(database, filters, ask) for _, filters, ask, _ in QUESTIONS]
    with services.registry(settings) as server, closing(services.Client(server.url)) as client:
        at_api = [_at_api(client, _address(filters, path)) for _, filters, _, path in QUESTIONS]
    database.close()
    rows = [
        [name, *_cells(own), *_cells(whole)]
        for (name, *_), own, whole in zip(QUESTIONS, at_database, at_api, strict=True)
    ]
    tables.show(f"{engine}: milliseconds, medians and p95 of {TIMES}", HEADS, rows)
    print(f"a plain GROUP BY region and month over the events: {plain:,.0f} ms")
    judged = zip(QUESTIONS, at_database, strict=True)
    return all(tables.median(own) <= LIMIT for (name, *_), own in judged if name != EXTREME)


def _plain(database: Database) -> float:
    with database.read() as session:
        began = time.perf_counter()
        session.execute(PLAIN).all()
        return (time.perf_counter() - began) * 1000


def _at_database(database: Database, filters: dict[str, str], ask: Ask) -> list[float]:
    """Return how many milliseconds the statements of a statistic take, run by run."""
    with database.read() as session:
        session.connection()  # its BEGIN is not a statement of the question
        with _statements(session) as statements:
            ask(session, choose(session, today=clock.date_in_jakarta(), **filters))
        return [_replay(session, statements) for _ in range(TIMES)]


@contextmanager
def _statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that are executed meanwhile."""
    collected: list[tuple[str, Any]] = []

    def collect(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        collected.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", collect)
    yield collected
    event.remove(engine, "before_cursor_execute", collect)


def _replay(session: Session, statements: Sequence[tuple[str, Any]]) -> float:
    cursor = session.connection().connection.cursor()
    began = time.perf_counter()
    for statement, parameters in statements:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    return (time.perf_counter() - began) * 1000


def _at_api(client: services.Client, path: str) -> list[float]:
    took = []
    for _ in range(TIMES):
        time.sleep(PAUSE)
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _address(filters: dict[str, str], path: str) -> str:
    in_path = path.startswith("cohorts/")
    query = "&".join(f"{name}={value}" for name, value in filters.items() if not in_path)
    joined = "&" if "?" in path else "?"
    return f"/api/v1/statistics/{path}{joined if query else ''}{query}"


def _cells(took: Sequence[float]) -> list[str]:
    median, p95 = tables.median(took), sorted(took)[int(len(took) * 0.95) - 1]
    return [f"{median:.1f}", f"{p95:.1f}", tables.verdict(median / LIMIT, aim=1.0, at_least=False)]


if __name__ == "__main__":
    sys.exit(main())
