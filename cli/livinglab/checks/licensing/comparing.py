"""How a text differs from one licence: which words were added, which are missing, and whether it matters."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from livinglab.checks.licensing import texts, wording
from livinglab.checks.licensing.texts import Known

_LONGEST_NAME = 12  # words that may stand where a licence leaves room for a name
_LONGEST_PREFACE = 60  # words before or after a licence that may introduce it
_PHRASE = 4  # words in a row that are taken for a quotation
_GNU = re.compile(r"[AL]?GPL-")
_END = ("end", "of", "terms", "and")  # what follows explains how to use the licence, and is often left out
_GRANTING = frozenset(
    ("use", "copy", "modify", "merge", "publish", "distribute", "sublicense", "sell", "free", "charge")
)

Phrases = frozenset[tuple[str, ...]]


class _Change(NamedTuple):
    """Words that a text has and a licence has not, and the other way round. `inside`: not at an end.

    `at` counts the words of the text before it.
    """

    at: int
    added: Sequence[str]
    missing: Sequence[str]
    inside: bool


class Compared(NamedTuple):
    """How a text differs from a licence: where a clause was `added`, or it was `altered` in more than names.

    Both count words from the text's beginning; None where that is not so. What was altered may still be as
    SPDX's template of the licence allows; what was added is not. `closeness` from 0 to 1 is the share of
    words that both have in the same order.
    """

    known: Known
    closeness: float
    added: int | None
    altered: int | None

    @property
    def unaltered(self) -> bool:
        """Whether the text differs in nothing that matters, apart from what is missing at an end."""
        return self.added is None and self.altered is None


def preference(one: Compared) -> tuple[bool, float, bool, int]:
    """Order by: the unaltered before the altered, the closest, the approved, the shortest id."""
    return one.unaltered, round(one.closeness, 3), one.known.open_source, -len(one.known.spdx)


def compare(words: list[str], known: Known) -> Compared:
    """Hold a text's words against one licence, with and without the part after its end."""
    quotable = _quotable(known)
    whole = _against(words, known, known.words, quotable)
    end = _end(known.words)
    if end is None:
        return whole
    return max(whole, _against(words, known, known.words[:end], quotable), key=preference)


def _quotable(known: Known) -> Phrases:
    """Return what may be quoted: the licence itself, and in a GNU licence its sisters, whose end it has."""
    return _gnu_phrases() if _GNU.match(known.spdx) else frozenset(_phrases(known.words))


@cache
def _gnu_phrases() -> Phrases:
    sisters = (known for known in texts.readable() if _GNU.match(known.spdx))
    return frozenset(phrase for known in sisters for phrase in _phrases(known.words))


def _end(words: Sequence[str]) -> int | None:
    return next((at for at in range(len(words) - 4) if tuple(words[at : at + 4]) == _END), None)


def _against(words: list[str], known: Known, theirs: Sequence[str], quotable: Phrases) -> Compared:
    changes = list(_changes(words, theirs))
    same = len(words) - sum(len(change.added) for change in changes)
    harmless = sum(len(change.added) for change in changes if not change.inside)
    return Compared(
        known,
        closeness=2 * same / (len(words) - harmless + len(theirs)),
        added=next((change.at for change in changes if _adds(change, quotable)), None),
        altered=next((change.at for change in changes if change.inside and _alters(change)), None),
    )


def _changes(words: list[str], theirs: Sequence[str]) -> Iterator[_Change]:
    """Yield the runs of words in which a text differs from a licence; adjacent ones are one."""
    blocks = list(LCSseq.opcodes(words, theirs))
    for different, group in groupby(blocks, key=lambda block: block.tag != "equal"):
        run = list(group)
        if different:
            first, last = run[0], run[-1]
            yield _Change(
                first.src_start,
                words[first.src_start : last.src_end],
                theirs[first.dest_start : last.dest_end],
                inside=first.src_start > 0 and last.src_end < len(words),
            )


def _adds(change: _Change, quotable: Phrases) -> bool:
    """Tell whether a run of words is a clause that the licence has nothing like."""
    if not change.inside:
        return restricts(change.added, quotable)
    filled_in = change.missing and len(change.added) <= _LONGEST_NAME
    return not filled_in and not wording.NARROWING.isdisjoint(change.added)


def restricts(added: Sequence[str], quotable: Phrases = frozenset()) -> bool:
    """Tell whether what stands before or after a licence may take away what it gives.

    What licences themselves say does not, such as the notice that the GPL's last part tells one to give.
    """
    quoted: set[int] = set()
    for at, phrase in enumerate(_phrases(added)):
        if phrase in quotable:
            quoted.update(range(at, at + _PHRASE))
    own = [word for at, word in enumerate(added) if at not in quoted]
    return len(own) > _LONGEST_PREFACE or not wording.RESTRICTING.isdisjoint(own)


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _PHRASE]) for at in range(len(words) - _PHRASE + 1))


def _alters(change: _Change) -> bool:
    """Tell whether a difference in the middle of a licence is more than a name, a year or an address."""
    if max(len(change.added), len(change.missing)) > _LONGEST_NAME:
        return True
    return not (
        wording.NARROWING.isdisjoint((*change.added, *change.missing))
        and _GRANTING.isdisjoint(change.missing)
    )
