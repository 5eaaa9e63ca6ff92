"""Every public page of the website: its bytes over the wire with all it needs, and what it costs to make.

The real service runs as an operator runs it: one process on SQLite, with 1,000 synthetic applications, those
that the demo describes, and its made-up adoptions. Each page is asked for on one connection that takes gzip,
in turns with a static file of the same server; nothing is kept ready, each answer is made anew.
"""

import gzip
import http.client
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from support import databases, filling, services, tables
from support.services import Server

from registry import demo
from registry.access.callers import OPERATOR
from registry.adoption import cohorts
from registry.catalog import describing
from registry.commands import descriptions
from registry.database import open_database
from registry.demo import examples
from registry.settings import Settings

APPLICATIONS = 1_000
LIMIT = 100_000  # bytes over the wire: page, style sheet, script and the images that are shown at once
ROUNDS = int(os.environ.get("LIVINGLAB_TEST_PAIRS", "5"))
SECONDS = 0.5  # a round, each side
ONE, ADOPTED, DESCRIBED = filling.slug(77), "opensid", "e-sakip-sumedang"
PAGES = (
    ("home", "/"),
    ("catalog", "/catalog"),
    ("catalog, searched", "/catalog?q=sakip"),
    ("application with releases", f"/applications/{ONE}"),
    ("application described", f"/applications/{DESCRIBED}"),
    ("application with adopters", f"/applications/{ADOPTED}"),
    ("compare two", f"/compare?application={ONE}&application={ADOPTED}"),
    ("regions, with the map", "/regions"),
    ("province", "/regions/32"),
    ("regency", "/regions/32.11"),
    ("statistics", "/statistics"),
    ("statistics of a province", "/statistics?region=32"),
    ("statistics of an application", f"/statistics?application={ADOPTED}"),
    ("submit", "/submit"),
    ("guide", "/guide"),
    ("about the data", "/about"),
    ("API", "/docs"),
    ("organisations", "/organisations"),
    ("sign in", "/sign-in"),
)
HEADS = ["", "page", "with all", "of limit", "ms", "requests/s", "to static", "CPU ms", "304 ms"]
NEEDED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"|<img [^>]*?src="([^"]+)"')


class Reader:
    """A browser's connection: it stays open and takes gzip."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)

    def get(self, path: str, **headers: str) -> tuple[bytes, Mapping[str, str]]:
        """Return the bytes as they came over the wire. Raises AssertionError for all but 200 and 304."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status in (200, 304), (path, answer.status, body[:300])
        return body, {name.lower(): value for name, value in answer.getheaders()}

    def timed(self, path: str, **headers: str) -> list[float]:
        """Ask over and over for a round; return the seconds that each answer took."""
        took, ends = [], time.perf_counter() + SECONDS
        while not took or time.perf_counter() < ends:
            began = time.perf_counter()
            self.get(path, **headers)
            took.append(time.perf_counter() - began)
        return took


@dataclass(frozen=True)
class Measured:
    """What one page showed: bytes, and medians of seconds."""

    name: str
    page: int
    whole: int
    took: float
    static: float
    cpu: float
    unchanged: float

    def row(self) -> list[str]:
        """Return the row of a table."""
        return [
            self.name,
            f"{self.page:,}",
            f"{self.whole:,}",
            tables.verdict(self.whole / LIMIT, aim=1.0, at_least=False),
            tables.milliseconds(self.took),
            f"{1 / self.took:,.0f}",
            f"{self.took / self.static:.1f}",
            tables.milliseconds(self.cpu),
            tables.milliseconds(self.unchanged),
        ]


def main() -> int:
    """Measure; 1 if a page is heavier than its limit."""
    os.environ["LIVINGLAB_EXAMPLES"] = "true"
    with databases.prepared("SQLite") as settings:
        _fill(settings.model_copy(update={"examples": True}))
        with services.registry(settings) as server:
            measured = [_measure(server, name, path) for name, path in _there(server)]
    title = f"{APPLICATIONS:,} applications and {_described_count()} described; bytes gzipped"
    tables.show(title, HEADS, [one.row() for one in measured])
    return 0 if all(one.whole <= LIMIT for one in measured) else 1


def _described_count() -> int:
    """Return how many applications the demo describes."""
    return len(descriptions.read(_described()))


def _described() -> Path:
    return Path(demo.__file__).with_name("applications.json")


def _fill(settings: Settings) -> None:
    database = open_database(settings)
    filling.fill(database, until=APPLICATIONS)
    with database.write() as session:
        cohorts.load_packaged(session)
        for entry in descriptions.read(_described()):
            describing.describe(session, entry, caller=OPERATOR)
    examples.fill(database, settings)
    database.close()


def _there(server: Server) -> Sequence[tuple[str, str]]:
    """Ask for every page once, so that nothing is made for the first time while it is measured."""
    reader = Reader(server)
    for _, path in PAGES:
        reader.get(path)
    return PAGES


def _measure(server: Server, name: str, path: str) -> Measured:
    reader = Reader(server)
    body, headers = reader.get(path)
    text = (gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body).decode()
    needed = {one for found in NEEDED.findall(text) for one in found if one.startswith("/")}
    whole = len(body) + sum(len(reader.get(one)[0]) for one in sorted(needed))
    sheet = next(one for one in sorted(needed) if one.endswith(".css"))
    pages, statics, cpu = [], [], 0.0
    for _ in range(ROUNDS):
        used = server.cpu()
        pages += reader.timed(path)
        cpu += server.cpu() - used
        statics += reader.timed(sheet)
    match = {"If-None-Match": headers["etag"]} if "etag" in headers else {}
    return Measured(
        name=name,
        page=len(body),
        whole=whole,
        took=tables.median(pages),
        static=tables.median(statics),
        cpu=cpu / len(pages),
        unchanged=tables.median(reader.timed(path, **match)),
    )


if __name__ == "__main__":
    sys.exit(main())
