"""Numbers like a NIK or a family card's: known by region, district and date, counted, never kept."""

import re
from calendar import monthrange
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MOST_COUNTED = 100_000  # different numbers in one file; beyond it the count is "at least"
_RUN = re.compile(rb"[1-9][0-9]{15,}")
_RUN_IN_TEXT = re.compile(r"[1-9][0-9]{15,}")
_LETTER = re.compile(rb"[0-9A-Za-z]")
_WOMEN = 40  # added to the day of birth (Permendagri 72/2022 keeps UU 23/2006's NIK: region, date, serial)
_LEAP = 2000  # a year of two digits may be any; 2000 has every day


class Count(NamedTuple):
    """`alike`: different numbers of 16 digits that can be a NIK; `others`: 16 digits that cannot."""

    alike: int = 0
    others: int = 0

    @property
    def credible(self) -> int:
        """How many to believe: none where chance explains them. Of random 16 digits 1 in 1,600 is alike."""
        return self.alike if self.alike * 20 >= self.others else 0


def count(texts: Iterable[bytes]) -> Count:
    """Count different numbers in a file's pieces; the numbers themselves are forgotten on return."""
    alike: set[bytes] = set()
    others: set[bytes] = set()
    for text in texts:
        for run in _RUN.finditer(text):
            number = run[0]
            if len(number) != 16 or number in alike or number in others:
                continue
            if _stands_alone(text, run.start(), run.end()):
                chosen = alike if is_alike(number) else others
                if len(chosen) < MOST_COUNTED:
                    chosen.add(number)
    return Count(len(alike), len(others))


def masked(text: str) -> str:
    """Return a path or sentence with every number like a NIK made unreadable."""
    return _RUN_IN_TEXT.sub(lambda run: "*" * 16 if is_alike(run[0].encode()) else run[0], text)


def is_alike(number: bytes) -> bool:
    """Tell whether 16 digits can be a NIK: a real district, a date (day + 40 for women), a serial above 0.

    The numbers of family cards (KK) are made the same way, with the date on which the card was made.
    """
    if len(number) != 16 or number[:6] not in _districts() or number[12:] == b"0000":
        return False
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    day -= _WOMEN if day > _WOMEN else 0
    return 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP + year, month)[1]


def _stands_alone(text: bytes, start: int, end: int) -> bool:
    """Leave out what is part of a digest, a name with digits, or the digits behind a decimal point."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if _LETTER.match(after[:1]) or (_LETTER.match(before[-1:]) and not before.startswith(b"\\")):
        return False
    decimals = before[-1:] == b"." and before[:1].isdigit()
    return not decimals and not (after[:1] == b"." and after[1:].isdigit())


@cache
def _districts() -> frozenset[bytes]:
    """Six digits of each of the 7,285 districts, from `districts.txt`."""
    text = files("livinglab.checks").joinpath("districts.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return frozenset(
        f"{regency}{number:02}".encode() for regency, spans in lines for number in _spread(spans)
    )


def _spread(spans: str) -> Iterable[int]:
    for span in spans.split(","):
        first, _, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)
