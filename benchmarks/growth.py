"""What single questions to the database cost as the catalog grows; nothing here comes from memory kept ready.

Each is asked as a route asks it, in a session of its own. `LIVINGLAB_TEST_MILLION=1` goes on to a million.
"""

import os
import sys
import time
from collections.abc import Callable
from itertools import count

from sqlmodel import Session
from support import databases, filling, tables

from livinglab.contract import SubmissionRequest
from registry import journal
from registry.access.callers import OPERATOR
from registry.catalog import applications, submissions
from registry.catalog.applications import Filters
from registry.database import Database, open_database

SIZES = [1_000, 10_000, 100_000]
if os.environ.get("LIVINGLAB_TEST_MILLION") == "1":
    SIZES.append(1_000_000)
TIMES = 60
WRITES = 20
FLAT = 2.0  # an index that is a hundred times as large is a level deeper
LIMIT = 26  # as a page of 25 asks, to know whether more follow

Question = Callable[[Session], object]


def page(*, after: str = "", **filters: str) -> Question:
    """Return the question for one page of the list."""
    return lambda session: applications.find(session, Filters(**filters), after=after, limit=LIMIT)


# Nothing passes both: SQLite looks through all that passes the first, PostgreSQL knows which is rarer.
PATHOLOGICAL = "province and rare licence"
QUESTIONS: dict[str, Question] = {
    "newest serial of the journal": journal.serial,
    "list, first page": page(),
    "list, middle": page(after="8"),
    "list, after 96 %": page(after="f6"),
    "a category, first page": page(category=filling.CATEGORIES[3]),
    "a category, after 60 %": page(category=filling.CATEGORIES[3], after="9a"),
    "a province": page(region="32"),
    "a regency": page(region="32.16"),
    "a common licence": page(license="MIT"),
    "a licence that 5 have": page(license=filling.RARE_LICENSE),
    "a licence that nobody has": page(license="nothing"),
    "a publisher": page(publisher=filling.BIGGEST),
    "category and regency": page(category=filling.CATEGORIES[6], region="32.16"),
    PATHOLOGICAL: page(region="32", license=filling.RARE_LICENSE),
    "one application": lambda session: applications.get(session, filling.slug(77)),
    "its releases": lambda session: applications.release_bodies(
        session, applications.get(session, filling.slug(77)), before=None, limit=LIMIT
    ),
    "one release": lambda session: applications.release(
        session, applications.get(session, filling.slug(77)), "latest"
    ),
}
SUBMISSION = "a submission, before its commit"


def main() -> int:
    """Fill and ask, size by size; 1 if something is not flat."""
    flat = True
    for engine in databases.ENGINES:
        with databases.prepared(engine) as settings:
            database = open_database(settings)
            costs: dict[str, list[float]] = {name: [] for name in [*QUESTIONS, SUBMISSION]}
            for size in SIZES:
                filling.fill(database, until=size)
                _measure(database, size, costs)
            database.close()
        rows = [_row(name, one) for name, one in costs.items()]
        tables.show(f"{engine}: milliseconds at …", ["", *(f"{size:,}" for size in SIZES), "growth"], rows)
        flat &= all(one[-1] / one[0] <= FLAT for name, one in costs.items() if name != PATHOLOGICAL)
    return 0 if flat else 1


def _measure(database: Database, size: int, costs: dict[str, list[float]]) -> None:
    for name, question in QUESTIONS.items():
        costs[name].append(min(_ask(database, question) for _ in range(TIMES)))
    numbers = count(1)
    costs[SUBMISSION].append(min(_submit(database, f"usulan-{size}-{next(numbers)}") for _ in range(WRITES)))


def _ask(database: Database, question: Question) -> float:
    began = time.perf_counter()
    with database.read() as session:
        question(session)
    return time.perf_counter() - began


def _submit(database: Database, slug: str) -> float:
    request = SubmissionRequest(
        url=f"https://git.example.go.id/{slug}.git", slug=slug, publisher=filling.BIGGEST, region="32.16"
    )
    began = time.perf_counter()
    with database.write() as session:
        submissions.submit(session, request, caller=OPERATOR)
        return time.perf_counter() - began  # the commit waits for the disk, at any size


def _row(name: str, costs: list[float]) -> list[str]:
    """Return a row: the least of many runs at each size, which other work on the machine disturbs least."""
    growth = costs[-1] / costs[0]
    shown = f"{growth:.2f} {'flat' if growth <= FLAT else 'GROWS'}"
    return [name, *(tables.milliseconds(cost) for cost in costs), shown]


if __name__ == "__main__":
    sys.exit(main())
