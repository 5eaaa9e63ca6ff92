"""Each mitigation, switched off, turns a claim red: otherwise nobody would notice when it is gone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
from switched_off import MITIGATIONS, VARIABLE, Mitigation  # noqa: E402 - lies beside this file, which is no package

SAMPLE = 1  # run each time; all of them in the long run
NAMES = [one.name for one in MITIGATIONS]


def _run(one: Mitigation, *, off: bool) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    environment |= {VARIABLE: one.name} if off else {}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "switched_off", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-n", "0", one.claim],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.name, marks=[pytest.mark.long] if number >= SAMPLE else [])
        for number, one in enumerate(MITIGATIONS)
    ],
)
def test_without_it_a_claim_fails(one: Mitigation) -> None:
    done = _run(one, off=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert " failed" in done.stdout


def test_each_still_stands_in_its_file_once() -> None:
    found = {one.name: (ROOT / one.file).read_text().count(one.text) for one in MITIGATIONS}
    assert {name: count for name, count in found.items() if count != 1} == {}


def test_the_document_lists_each_with_its_claim() -> None:
    text = (ROOT / "docs/security.md").read_text()
    missing = [one.name for one in MITIGATIONS if one.name not in text or f"`{one.claim}`" not in text]
    assert missing == []
    assert len(set(NAMES)) == len(NAMES)
