"""Processor time of commands that people run all day, against a python that does nothing and against git.

`status` starts git five times or so; its row has git's time in it, as `git status` has its own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import databases, services, tables
from support.donating import Donor

from registry.donor import serve_donor

TIMES = 25
AIM = 0.050  # seconds of processor time
REGION = "32.16"
LIVINGLAB = shutil.which("livinglab", path=str(Path(sys.executable).parent)) or "livinglab"
NOTHING = "python -c pass"


@dataclass(frozen=True)
class Measured:
    """A command, where it runs, and whether it is ours."""

    command: Sequence[str]
    folder: Path
    ours: bool


def main() -> int:
    """Measure in turn; 1 if one of ours is over the aim."""
    with _fetched() as (fetched, environment):
        measured = {
            NOTHING: Measured([sys.executable, "-c", "pass"], fetched, ours=False),
            "git --version": Measured(["git", "--version"], fetched, ours=False),
            "git status": Measured(["git", "status"], fetched, ours=False),
            "livinglab --help": Measured([LIVINGLAB, "--help"], fetched, ours=True),
            "livinglab completion bash": Measured([LIVINGLAB, "completion", "bash"], fetched, ours=True),
            "livinglab status --offline": Measured([LIVINGLAB, "status", "--offline"], fetched, ours=True),
        }
        costs: dict[str, list[float]] = {name: [] for name in measured}
        for turn in range(TIMES + 1):
            for name, one in measured.items():
                cost = _cpu(one, environment)
                if turn:  # the first may have to write byte code
                    costs[name].append(cost)
    nothing = tables.median(costs[NOTHING])
    rows = [_row(name, costs[name], nothing, ours=measured[name].ours) for name in measured]
    heads = ["", "CPU ms", "least", "without python's", "/ python", "aim 50 ms"]
    tables.show(f"CPU time (user and system), medians of {TIMES} in turn", heads, rows)
    return 0 if all(tables.median(costs[name]) <= AIM for name, one in measured.items() if one.ours) else 1


def _row(name: str, costs: list[float], nothing: float, *, ours: bool) -> list[str]:
    cost = tables.median(costs)
    net = tables.milliseconds(cost - nothing) if ours else "-"
    met = "" if not ours else "ok" if cost <= AIM else "MISSED"
    numbers = [tables.milliseconds(cost), tables.milliseconds(min(costs)), net, f"{cost / nothing:.2f}"]
    return [name, *numbers, met]


def _cpu(one: Measured, environment: dict[str, str]) -> float:
    """Run once and return the seconds of processor time, children's too."""
    null = subprocess.DEVNULL
    process = subprocess.Popen(one.command, cwd=one.folder, env=environment, stdout=null, stderr=null)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, one.command
    return used.ru_utime + used.ru_stime


@contextmanager
def _fetched() -> Iterator[tuple[Path, dict[str, str]]]:
    """Publish a small donor's application, fetch it from the archives' folder, and give its directory."""
    with (
        tempfile.TemporaryDirectory(prefix="livinglab-startup-") as name,
        databases.prepared("SQLite") as settings,
    ):
        home = Path(name)
        (home / "donors").mkdir()
        environment = os.environ | {
            "LIVINGLAB_FOLDER": str(settings.folder),
            "LIVINGLAB_DATABASE_URL": "",
            "LIVINGLAB_FREE_BYTES": "0",
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }
        with serve_donor(home / "donors") as server:
            donor = Donor(server.folder, server.url, 1)
            donor.release("1.0.0")
            environment["LIVINGLAB_PRIVATE_DONORS"] = server.place
            registry = [sys.executable, "-m", "registry"]
            _run(
                [*registry, "submit", donor.url, "--slug", donor.slug, "--publisher", "Benchmark"],
                environment,
            )
            _run([*registry, "visit", donor.slug], environment)
        fetch = [LIVINGLAB, "--registry", str(settings.folder), "fetch", donor.slug, str(home / "app")]
        _run([*fetch, "--region", REGION, "--yes"], environment)
        yield home / "app", environment


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    ran = subprocess.run(
        command, cwd=services.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"


if __name__ == "__main__":
    sys.exit(main())
