"""publiccode.yml files judged a second, against PyYAML loading the same text, and the worst of hostile ones.

The peer only loads: it knows no key, no rule and no line. Processor time, in turn, medians.
"""

import json
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from ruamel.yaml import YAML
from support import tables

from livinglab import manifest

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "livinglab" / "manifest"
TURNS = 15
TIMES = 40  # files a turn
SLOW_TIMES = 2  # ruamel takes as long for one as the others for twenty
AIM = 1_000  # typical files a second
WORST = 0.1  # seconds for a hostile file


def main() -> int:
    """Measure both; 1 if an aim is missed."""
    return max(_files(), _hostile())


def _files() -> int:
    own = (ROOT / "publiccode.yml").read_text("utf-8")
    every_key = json.dumps(runpy.run_path(str(TESTS / "conftest.py"))["EVERY_KEY"], ensure_ascii=False)
    large = manifest.to_yaml(_manifest(every_key, own))
    missed = 0
    rows = []
    for name, text in {"typical: publiccode.yml": own, "large: every key, three languages": large}.items():
        assert manifest.read(text.encode()).manifest is not None
        content = text.encode()
        costs = _in_turn(
            {
                "ours": (TIMES, lambda content=content: manifest.read(content)),
                "PyYAML, C": (TIMES, lambda text=text: yaml.load(text, Loader=yaml.CSafeLoader)),
                "ruamel": (SLOW_TIMES, lambda text=text: YAML(typ="safe", pure=True).load(text)),
            }
        )
        rate = 1 / costs["ours"]
        met = rate >= AIM or "typical" not in name
        missed |= not met
        rows.append(
            [
                name,
                f"{len(content):,}",
                f"{rate:,.0f}",
                f"{1 / costs['PyYAML, C']:,.0f}",
                f"{1 / costs['ruamel']:,.0f}",
                f"{costs['PyYAML, C'] / costs['ours']:.2f}",
                f"{costs['ruamel'] / costs['ours']:.1f}",
                "" if "typical" not in name else "ok" if met else "MISSED",
            ]
        )
    heads = ["", "bytes", "ours/s", "PyYAML C/s", "ruamel/s", "/ PyYAML C", "/ ruamel", f"aim {AIM:,}/s"]
    tables.show(f"Files a second and core, medians of {TURNS} turns", heads, rows)
    return int(missed)


def _manifest(every_key: str, own: str) -> manifest.Manifest:
    """Make a large manifest: every key, described in three languages as long as our own."""
    document = json.loads(every_key)
    said = document["description"]["id"]
    texts = manifest.read(own.encode()).manifest
    assert texts is not None
    for language, long in (("id", texts.description["id"].long), ("en", texts.description["en"].long)):
        document["description"][language] = {**said, "longDescription": long, "features": ["Fitur"] * 12}
    document["description"]["jv"] = document["description"]["id"]
    found = manifest.read(json.dumps(document, ensure_ascii=False).encode()).manifest
    assert found is not None
    return found


def _hostile() -> int:
    corpus: dict[str, bytes] = runpy.run_path(str(TESTS / "test_hostile_manifests.py"))["HOSTILE"]
    costs = _in_turn(
        {name: (1, lambda content=content: manifest.read(content)) for name, content in corpus.items()}
    )
    worst = sorted(costs, key=lambda name: -costs[name])[:8]
    rows = [[name, f"{len(corpus[name]):,}", tables.milliseconds(costs[name])] for name in worst]
    met = costs[worst[0]] <= WORST
    rows[0].append("ok" if met else "MISSED")
    tables.show(
        f"The slowest of {len(corpus)} hostile files",
        ["", "bytes", "CPU ms", f"aim {WORST * 1000:.0f} ms"],
        [[*row, ""][:4] for row in rows],
    )
    return int(not met)


def _in_turn(measured: dict[str, tuple[int, Callable[[], object]]]) -> dict[str, float]:
    """Return each one's median processor time, in turn, so that a busy machine disturbs all alike."""
    costs: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(TURNS + 1):
        for name, (times, run) in measured.items():
            start = time.process_time()
            for _ in range(times):
                run()
            if turn:  # the first reads lists
                costs[name].append((time.process_time() - start) / times)
    return {name: tables.median(each) for name, each in costs.items()}


if __name__ == "__main__":
    sys.exit(main())
