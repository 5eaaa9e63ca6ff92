"""The scanner of secrets: built once a process, never on the network; of what it finds only places leave."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from livinglab.checks import places
from livinglab.checks.secrets.judging import Hit, Judge
from livinglab.language import Text

if TYPE_CHECKING:
    from kingfisher_sdk import DetectionScanner

MOST = 4 << 20  # bytes of a file of code that is opened at all
FIRST = 2 << 20  # of these, what is looked at
MOST_WEIGHED = 5_000  # candidates of one file; a bundle has some thousands, all of them nothing
MOST_FOUND = 100  # places in one file
SECONDS = 10.0  # for one file; the engine is linear, 2 MiB take some 20 ms
_RULES = Path(__file__).with_name("rules.yml")
_TOO_HARD = Text(
    id="Berkas ini terlalu lama diperiksa sehingga dilewati; periksalah sendiri.",
    en="This file took too long to look through and was passed over; look at it yourselves.",
)


def prepare() -> None:
    """Build the scanner now: some 4 s the first time on a machine, 0.4 s from its cache.

    A process forked afterwards inherits it, provided that no thread is scanning at the moment of the fork:
    the child would wait for that thread's lock forever (seen with kingfisher 1.5.0).
    """
    _scanner()


def find(path: str, content: bytes) -> tuple[Hit, ...]:
    """Return where secrets seem to be written in a file, at most one a line, in the order of lines."""
    if not places.is_text(content):
        return ()
    found: dict[int, Hit] = {}
    for hit in _hits(path, content[:FIRST]):
        known = found.get(hit.line)
        if known is None or (known.weak and not hit.weak):
            found[hit.line] = hit
        if len(found) == MOST_FOUND:
            break
    return tuple(found[line] for line in sorted(found))


def _hits(path: str, content: bytes) -> Iterator[Hit]:
    from kingfisher_sdk import ScanInput  # noqa: PLC0415 - as below

    named = path.encode("utf-8", "replace").decode()  # git's paths may hold what is not UTF-8
    try:
        found = _scanner().scan_input(ScanInput(path=named, data=content), timeout=SECONDS)
    except (TimeoutError, RuntimeError, ValueError):
        yield Hit(1, _TOO_HARD, weak=True)
        return
    judge = Judge(path, content)
    for candidate in found[:MOST_WEIGHED]:
        hit = judge.weigh(candidate) if candidate.visible else None
        if hit is not None:
            yield hit


@cache
def _scanner() -> "DetectionScanner":
    from kingfisher_sdk import DetectionScanner, Rules  # noqa: PLC0415 - 36 MB that only an examination needs

    return DetectionScanner(Rules([_RULES]), inline_ignores=False)
