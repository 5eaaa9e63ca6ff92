"""Looking for secrets and people's numbers in a tree: bytes a second, and what the scanner's start costs.

Against one plain pattern over the same bytes in the same run, in alternating pairs, all by processor time.
`LIVINGLAB_BENCH_REPOSITORY=<bare git directory>` measures the tree at its HEAD instead of a made-up one.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from support import tables

from livinglab.checks import places, resident_numbers
from livinglab.checks.secrets import prepare, scanner
from livinglab.repository import git

PAIRS = int(os.environ.get("LIVINGLAB_TEST_PAIRS", "5"))
AIM = 1.0  # times the plain pattern's processor time, at most, for 488 rules and our own
MADE_UP = 24 << 20  # bytes
LARGEST = scanner.MOST
PLAIN = re.compile(
    rb"(?i)(?:password|passwd|secret|token|api_?key)['\"]?\s*(?:=>|=|:)\s*['\"]([^'\"]{6,})['\"]"
)
START = "import time; a = time.process_time(); from livinglab.checks.secrets import prepare; prepare(); " + (
    "print(time.process_time() - a)"
)
WORDS = (
    "indikator",
    "sasaran",
    "program",
    "kegiatan",
    "realisasi",
    "capaian",
    "anggaran",
    "perangkat",
    "daerah",
    "tahun",
    "nilai",
)

Files = Sequence[tuple[str, bytes]]
Passes = Mapping[str, Callable[[Files], int]]


def main() -> int:
    """Measure; 1 if our pass costs more than the plain pattern's."""
    _starts()
    prepare()
    given = os.environ.get("LIVINGLAB_BENCH_REPOSITORY")
    files = _repository(Path(given)) if given else _made_up()
    passes = {"plain pattern": _plain, "secrets": _secrets, "numbers": _numbers}
    shown = {name: one(files) for name, one in passes.items()}  # warms up
    costs = _costs(passes, files)
    size, plain = sum(len(content) for _, content in files), costs["plain pattern"]
    rows = [
        [
            name,
            tables.milliseconds(cost),
            f"{size / cost / 1e6:,.0f}",
            f"{cost / plain:.2f}",
            f"{shown[name]:,}",
        ]
        for name, cost in costs.items()
    ]
    heads = ["", "CPU ms", "MB/s", "/ plain", "matches"]
    tables.show(f"{len(files):,} files, {size / 1e6:,.0f} MB, medians of {PAIRS} in turn", heads, rows)
    ratio = costs["secrets"] / plain
    print(f"secrets / plain pattern: {tables.verdict(ratio, aim=AIM, at_least=False)}")
    return 0 if ratio <= AIM else 1


def _costs(passes: Passes, files: Files) -> dict[str, float]:
    """Return the median of each pass's processor time, in seconds."""
    costs: dict[str, list[float]] = {name: [] for name in passes}
    for turn in range(PAIRS):
        for name in sorted(passes, reverse=turn % 2 == 1):
            costs[name].append(_cost(passes[name], files))
    return {name: tables.median(cost) for name, cost in costs.items()}


def _starts() -> None:
    """Show the scanner's start in fresh processes: rules compiled, and rules from the cache."""
    with tempfile.TemporaryDirectory(prefix="livinglab-") as folder:
        first = _start(folder)
        later = tables.median([_start(folder) for _ in range(PAIRS)])
    rows = [["rules compiled", f"{first:.2f}"], ["rules from the cache", f"{later:.2f}"]]
    tables.show("Start of the scanner", ["", "CPU s"], rows)


def _start(cache: str) -> float:
    environment = {**os.environ, "KF_RULE_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", START], env=environment, check=True, capture_output=True)
    return float(done.stdout)


def _cost(one: Callable[[Files], int], files: Files) -> float:
    began = time.process_time()
    one(files)
    return time.process_time() - began


def _plain(files: Files) -> int:
    return sum(len(PLAIN.findall(content)) for _, content in files)


def _secrets(files: Files) -> int:
    return sum(len(scanner.find(path, content)) for path, content in files)


def _numbers(files: Files) -> int:
    return sum(resident_numbers.count([content]).alike for _, content in files)


def _repository(git_dir: Path) -> Files:
    """Read the texts at HEAD, leaving out what this repository lacks or lists as too large."""
    listed = git.run(["ls-tree", "-r", "-z", "--full-tree", "HEAD"], git_dir=git_dir).split(b"\0")
    entries = [line.partition(b"\t") for line in listed if line.startswith(b"100")]
    paths = {path.decode("utf-8", "surrogateescape"): facts.split()[2].decode() for facts, _, path in entries}
    asked = "".join(f"{oid}\n" for oid in paths.values()).encode()
    sizes = git.run(["cat-file", "--batch-check"], git_dir=git_dir, input=asked).decode().splitlines()
    files = []
    with git.start(["cat-file", "--batch"], git_dir=git_dir) as running:
        for (path, oid), answer in zip(paths.items(), sizes, strict=True):
            if answer.endswith("missing") or int(answer.split()[2]) > LARGEST or places.is_unreadable(path):
                continue
            running.stdin.write(f"{oid}\n".encode())
            running.stdin.flush()
            size = int(running.stdout.readline().split()[2])
            content = running.stdout.read(size + 1)[:-1]
            if places.is_text(content) and not places.is_lock_file(path):
                files.append((path, content))
    return files


def _made_up() -> Files:
    """Write controllers of an application, one in forty with a password."""
    chance = random.Random(2026)  # noqa: S311 - the same at each run
    files: list[tuple[str, bytes]] = []
    size = 0
    while size < MADE_UP:
        lines = [_line(chance, number) for number in range(120)]
        if len(files) % 40 == 0:
            lines.append(f"    private $password = '{chance.choice(WORDS)}#{chance.randrange(10**6)}';")
        content = ("<?php\nclass K extends Controller {\n" + "\n".join(lines) + "\n}\n").encode()
        files.append((f"app/Http/Controllers/K{len(files)}.php", content))
        size += len(content)
    return files


def _line(chance: random.Random, number: int) -> str:
    one, other, third = chance.choices(WORDS, k=3)
    body = f"return $r->{other}('{third}', {chance.randrange(10**6)});"
    return f"    public function {one}{number}($r) {{ {body} }}"


if __name__ == "__main__":
    sys.exit(main())
