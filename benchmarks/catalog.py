"""The catalog's list and one application, against a bare ASGI application that returns the same bytes.

The real service runs as an operator runs it: one process, on SQLite and on PostgreSQL. Both sides are asked
by the same client in alternating runs. In the second part an application changes every 100 ms, so that
answers kept ready expire; a prober checks each of its answers against what was committed before it asked.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from support import databases, filling, load, services, tables
from support.changing import Changes
from support.services import Server

from registry.database import open_database
from registry.settings import Settings

APPLICATIONS = 10_000
CONNECTIONS = (1, 16)
PAIRS = int(os.environ.get("LIVINGLAB_TEST_PAIRS", "7"))
SECONDS = 1.0
AIM = 0.40
COLD = 40  # answers right after a change that are measured
LIST = "/api/v1/applications"
ONE = f"{LIST}/{filling.slug(77)}"
NAMES = {LIST: "list of 25", ONE: "one application"}
HEADS = ["", "connections", "service/s", "bare/s", "ratio", "p99 ms", "CPU µs", "bare CPU µs", "CPU ratio"]


@dataclass(frozen=True)
class Run:
    """One second of load on one side."""

    rate: float
    p99: float
    cpu: float  # seconds of the server's processor time for one request


@dataclass(frozen=True)
class Compared:
    """What one path showed at one number of connections: medians of pairs."""

    path: str
    connections: int
    pairs: list[tuple[Run, Run]]

    @property
    def ratio(self) -> float:
        """The service's rate over the bare one's."""
        return tables.median([ours.rate / theirs.rate for ours, theirs in self.pairs])

    def row(self, *, aim: float | None) -> list[str]:
        """Return the row of a table."""
        ours, theirs = zip(*self.pairs, strict=True)
        cpu, bare_cpu = (tables.median([run.cpu for run in side]) for side in (ours, theirs))
        rates = [f"{tables.median([run.rate for run in side]):,.0f}" for side in (ours, theirs)]
        shown = f"{self.ratio:.2f}" if aim is None else tables.verdict(self.ratio, aim=aim)
        costs = [f"{cpu * 1e6:.0f}", f"{bare_cpu * 1e6:.0f}", f"{bare_cpu / cpu:.2f}" if cpu else "-"]
        p99 = tables.milliseconds(tables.median([run.p99 for run in ours]))
        return [NAMES[self.path], str(self.connections), *rates, shown, p99, *costs]


def main() -> int:
    """Measure on both databases; 1 if an aim on SQLite is missed."""
    met = True
    for engine in databases.ENGINES:
        with databases.prepared(engine) as settings:
            met &= _measure(engine, settings) or engine != "SQLite"
    return 0 if met else 1


def _measure(engine: str, settings: Settings) -> bool:
    database = open_database(settings)
    filling.fill(database, until=APPLICATIONS)
    aim = AIM if engine == "SQLite" else None
    with contextlib.ExitStack() as running:
        service = running.enter_context(services.registry(settings))
        bodies = {path: services.get(service.url, path)[0] for path in (LIST, ONE)}
        bare = running.enter_context(services.bare(settings.folder / "bare", bodies))
        print(f"\n{engine}: {APPLICATIONS:,} applications; answers of", end=" ")
        print(" and ".join(f"{len(body):,} bytes" for body in bodies.values()))
        still = list(_compare(service, bare))
        tables.show(f"{engine}, at rest", HEADS, [one.row(aim=aim) for one in still])
        with Changes(database, service.url, list_path=LIST) as changes:
            fresh = list(_compare(service, bare))
            cold = [_cold(service, bare, path, changes) for path in (LIST, ONE)]
    database.close()
    tables.show(f"{engine}, an application changes every 100 ms", HEADS, [one.row(aim=aim) for one in fresh])
    tables.show(f"{engine}, the first answer after a change", ["", "ms", "a bare answer, ms"], cold)
    print(f"{changes.count} changes, {changes.probes} probes: none was answered with older content")
    return all(one.ratio >= AIM for one in (*still, *fresh))


def _compare(service: Server, bare: Server) -> Iterator[Compared]:
    for path in (LIST, ONE):
        for connections in CONNECTIONS:
            for server in (service, bare):
                load.put_on(server.url + path, connections=connections, seconds=SECONDS)  # warms up
            pairs = [_pair(service, bare, path, connections, swapped=n % 2 == 1) for n in range(PAIRS)]
            yield Compared(path, connections, pairs)


def _pair(service: Server, bare: Server, path: str, connections: int, *, swapped: bool) -> tuple[Run, Run]:
    """Ask both, one right after the other, the service first or second in turn."""
    order = (bare, service) if swapped else (service, bare)
    done = {server.pid: _run(server, path, connections) for server in order}
    return done[service.pid], done[bare.pid]


def _run(server: Server, path: str, connections: int) -> Run:
    used = server.cpu()
    shown = load.put_on(server.url + path, connections=connections, seconds=SECONDS)
    return Run(shown.rate, shown.p99, (server.cpu() - used) / shown.requests)


def _cold(service: Server, bare: Server, path: str, changes: Changes) -> list[str]:
    """Return a row: medians of the service's first answers after a change, and of bare ones beside them."""
    took: dict[int, list[float]] = {service.pid: [], bare.pid: []}
    for _ in range(COLD):
        for server in (service, bare):
            with contextlib.closing(services.Client(server.url)) as client:
                changes.wait_for_next()
                began = time.perf_counter()
                client.get(path)
                took[server.pid].append(time.perf_counter() - began)
    return [NAMES[path], *(tables.milliseconds(tables.median(one)) for one in took.values())]


if __name__ == "__main__":
    sys.exit(main())
