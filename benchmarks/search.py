"""Measure search: `python benchmarks/search.py [--counts 10000 100000]` prints one table a catalog size.

Needs `wrk`. All rows of a table are measured in the same run, so that their ratios hold on any machine.
Queries are 4,000 different ones, rare and common words mixed; each run starts at another of them.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support import search_catalog

from registry import journal, regions, schema
from registry.catalog.search import Filters, Search, rebuild
from registry.database import Database, open_database
from registry.settings import Settings
from registry.tables import Application

HERE = Path(__file__).parent
PATH = "/api/v1/search?q="
ROWS = {
    "bare": "bare ASGI, same bytes",
    "plain": "bare tantivy route",
    "search": "our search, bare route",
    "application": "our search, real route",
}
WRITES = 50
WARM_UP = 5  # seconds


def main() -> None:
    """Measure each size and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("this benchmark loads with wrk: install it")
    for count in asked.counts:
        with tempfile.TemporaryDirectory(prefix="livinglab-search-") as folder:
            _measure(Settings(folder=Path(folder)), count, asked.seconds, asked.connections)


def _measure(settings: Settings, count: int, seconds: int, connections: int) -> None:
    database = open_database(settings)
    schema.migrate(database)
    with database.write() as session:
        regions.load(session)
    queries = search_catalog.fill(database, count)
    began = time.perf_counter()
    rebuild(database, settings)
    print(
        f"\n{count:,} applications, {connections} connections; built in {time.perf_counter() - began:.1f} s"
    )
    _catch_up(database, settings)
    script = settings.folder / "load.lua"
    script.write_text(_lua(queries))
    print(f"{'':26}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'of bare':>9}{'CPU ms':>9}{'errors':>8}")
    body_bytes, ceiling = 20_000, 0.0
    with _served("search", settings, body_bytes) as (address, _):
        sizes = [len(_get(address + PATH + urllib.parse.quote(words))) for words in queries[:200]]
        body_bytes = int(statistics.mean(sizes))
    for name, label in ROWS.items():
        with _served(name, settings, body_bytes) as (address, process):
            _load(address, script, WARM_UP, connections)
            before = _cpu_seconds(process)
            rate, median, slowest, errors = _load(address, script, seconds, connections)
            cpu = (_cpu_seconds(process) - before) / (rate * seconds) * 1000
        ceiling = ceiling or rate
        print(f"{label:26}{rate:12,.0f}{median:9.1f}{slowest:9.1f}{rate / ceiling:9.0%}{cpu:9.2f}{errors:8}")
    database.close()


def _catch_up(database: Database, settings: Settings) -> None:
    """Say how long a writer waits for its own next read."""
    search = Search(database, settings)
    search.start()
    took = []
    for number in range(WRITES):
        with database.write() as session:
            application = session.get_one(Application, number + 1)
            subject = f"application:{application.slug}"
            serial = journal.append(session, actor="benchmark", action="changed", subject=subject, detail={})
            application.changed_serial = serial
        began = time.perf_counter()
        while (
            search.find(
                "sakip", filters=Filters(), cursor=None, limit=25, language="id", serial=serial
            ).serial
            < serial
        ):
            pass  # a search waits a second at most, then answers from what there is, and says so
        took.append((time.perf_counter() - began) * 1000)
    search.close()
    took.sort()
    median, worst = took[WRITES // 2], took[-1]
    print(f"own write read back after {median:.0f} ms (median of {WRITES}), {worst:.0f} ms (worst)")


def _lua(queries: list[str]) -> str:
    paths = ",\n".join(f'"{PATH}{urllib.parse.quote(words)}"' for words in queries)
    return (
        f"local paths = {{\n{paths}\n}}\n"
        "local at = 0\n"
        "function init(_) math.randomseed(os.time()); at = math.random(#paths) end\n"
        'function request() at = at % #paths + 1; return wrk.format("GET", paths[at]) end\n'
    )


def _load(address: str, script: Path, seconds: int, connections: int) -> tuple[float, float, float, int]:
    """Return requests a second, the median and the 99th percentile in milliseconds, and errors."""
    command = ["wrk", "-t1", f"-c{connections}", "--latency", "-s", str(script)]
    report = subprocess.run([*command, f"-d{seconds}s", address], check=True, capture_output=True, text=True)
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", report.stdout))
    median, slowest = (_found(rf"^\s+{part}%\s+(\S+)", report.stdout) for part in (50, 99))
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", report.stdout)
    return rate, _milliseconds(median), _milliseconds(slowest), int(errors[1]) if errors else 0


def _cpu_seconds(process: int) -> float:
    """Return the CPU time that a process has taken: unlike its rate, this holds on a busy machine too."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match, text
    return match[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]  # wrk's own form
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


@contextmanager
def _served(name: str, settings: Settings, body_bytes: int) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        f"support.search_serving:{name}",
        "--app-dir",
        str(HERE),
    ]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    environment = {
        **os.environ,
        "LIVINGLAB_FOLDER": str(settings.folder),
        "BENCHMARK_BODY_BYTES": str(body_bytes),
    }
    with subprocess.Popen(command, env=environment) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address)
            yield address, server.pid
        finally:
            server.terminate()


def _await(address: str) -> None:
    for _ in range(300):
        try:
            _get(f"{address}{PATH}sakip")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


if __name__ == "__main__":
    main()
