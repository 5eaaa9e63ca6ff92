"""`livinglab fetch` against `git clone --depth 1` of a release: loopback, a slow line, a broken line.

`LIVINGLAB_BENCH_REPOSITORY=<bare git directory>` measures that one instead of the synthetic repository. Both
sides run in alternation on a machine that does other things as well: only the ratios of pairs mean something.
"""

import os
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

from support import donated, servers, tables
from support.donated import REGION, SLUG, CommandFailed, Donated
from support.servers import Server

PAIRS = int(os.environ.get("LIVINGLAB_TEST_PAIRS", "5"))
AIM_WALL, AIM_CPU, AIM_SLOW = 0.90, 0.05, 0.75
SLOW = 20_000_000 // 8  # 20 Mbit/s
DROP_AFTER = 15_000_000
FAILED = "fails"


@dataclass(frozen=True)
class Run:
    """Seconds of one run, CPU seconds that it cost its server, and those of both ends together."""

    wall: float
    cpu: float
    both: float


def main() -> int:
    """Measure; 1 if an aim is missed on the repository that was given."""
    with donated.donated() as stage:
        print(donated.describe(stage))
        met = _loopback(stage)
        met &= _slow(stage)
        met &= _broken(stage)
    return 0 if met or not donated.REPOSITORY else 1


def _loopback(stage: Donated) -> bool:
    pairs = [(_fetch(stage, stage.registry), _clone(stage, stage.donor)) for _ in range(PAIRS)]
    wall = tables.median([ours.wall / theirs.wall for ours, theirs in pairs])
    cpu = tables.median([ours.cpu / theirs.cpu for ours, theirs in pairs])
    rows = [_row("wall, s", [(ours.wall, theirs.wall) for ours, theirs in pairs], wall, AIM_WALL)]
    rows.append(_row("server CPU, s", [(ours.cpu, theirs.cpu) for ours, theirs in pairs], cpu, AIM_CPU))
    rows.append(_row("CPU of both ends, s", [(ours.both, theirs.both) for ours, theirs in pairs]))
    tables.show(f"loopback, medians of {PAIRS} pairs", HEADS, rows)
    return wall <= AIM_WALL and cpu <= AIM_CPU


def _slow(stage: Donated) -> bool:
    with servers.line(stage.registry, rate=SLOW) as ours, servers.line(stage.donor, rate=SLOW) as theirs:
        pairs = [(_fetch(stage, ours).wall, _clone(stage, theirs).wall) for _ in range(PAIRS)]
    ratio = tables.median([ours / theirs for ours, theirs in pairs])
    tables.show(f"20 Mbit/s, medians of {PAIRS} pairs", HEADS, [_row("wall, s", pairs, ratio, AIM_SLOW)])
    return ratio <= AIM_SLOW


def _broken(stage: Donated) -> bool:
    """Both must bring what is larger than the line holds out; only one of them can carry on."""
    with (
        servers.line(stage.registry, drop_after=DROP_AFTER) as ours,
        servers.line(stage.donor, drop_after=DROP_AFTER) as theirs,
    ):
        rows = [
            [str(number), _told(stage, ours, theirs=False), _told(stage, theirs, theirs=True)]
            for number in (1, 2, 3)
        ]
    tables.show("a line that drops every 15 MB, s", ["run", "livinglab fetch", "git clone --depth 1"], rows)
    return all(row[1] != FAILED for row in rows)


HEADS = ["", "livinglab fetch", "git clone --depth 1", "ratio", "best", "worst"]


def _row(name: str, pairs: list[tuple[float, float]], ratio: float = 0, aim: float = 0) -> list[str]:
    ours, theirs = (tables.median(side) for side in zip(*pairs, strict=True))
    ratios = sorted(one / other for one, other in pairs)
    judged = bool(aim and donated.REPOSITORY)  # the aims are for a real repository
    told = tables.verdict(ratio, aim=aim, at_least=False) if judged else f"{tables.median(ratios):.2f}"
    shown = [f"{ours:.2f}", f"{theirs:.2f}", told]
    return [name, *shown, f"{ratios[0]:.2f}", f"{ratios[-1]:.2f}"]


def _fetch(stage: Donated, through: Server) -> Run:
    """Fetch into a new directory with an empty cache."""
    for name in ("cache", SLUG):
        shutil.rmtree(stage.folder / name, ignore_errors=True)
    asked = f"{SLUG}@{stage.newer.removeprefix('v')}"
    before, mine = stage.registry.cpu(), _own()
    wall = stage.livinglab(
        "fetch", asked, SLUG, "--region", REGION, "--yes", cwd=stage.folder, registry=through.url
    )
    cpu = _spent(stage.registry, before, wall)
    return Run(wall, cpu, cpu + _own() - mine)


def _clone(stage: Donated, through: Server) -> Run:
    shutil.rmtree(stage.folder / "clone", ignore_errors=True)
    url = f"{through.url}/{SLUG}.git"
    before, mine = stage.donor.cpu(), _own()
    wall = stage.git("clone", "--quiet", "--depth=1", "--branch", stage.newer, url, "clone", cwd=stage.folder)
    time.sleep(0.05)  # the server notices a moment later that its child has ended
    cpu = _spent(stage.donor, before, wall)
    return Run(wall, cpu, cpu + _own() - mine)


def _own() -> float:
    """CPU seconds of the clients so far; the servers have not ended and do not count yet."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _spent(server: Server, before: float, wall: float) -> float:
    """What the server spent on us: without what it spends anyway, and never less than a tick of the clock."""
    return max(server.cpu() - before - wall * server.idle, 0.01)


def _told(stage: Donated, through: Server, *, theirs: bool) -> str:
    with suppress(CommandFailed):
        run = _clone(stage, through) if theirs else _fetch(stage, through)
        return f"{run.wall:.2f}"
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
