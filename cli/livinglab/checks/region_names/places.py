"""Where one file names regions: one pass over its words, and one over its lines where there are any."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from livinglab.checks.region_names.gazetteer import Spelling, by_first_word

LONGEST_LINE = 2000  # bytes; longer ones are packed by a machine
MOST_MATCHES = 2000  # names counted in one file
LIST = 5  # more different regions than this in one file are a list of regions
MOST_SPELLINGS = 64  # so are more spellings than this, which would also make the search slow

_WORD = re.compile(rb"[a-z]+")
_GAP = rb"[ _-]{1,3}"
_COMMENT = (b"//", b"*", b"/*", b"#", b"--", b"{{--", b"<!--")
_BESIDE = re.compile(
    rb"(?:^|[^a-z])(?:kabupaten|kab|kota|kotamadya|provinsi|propinsi|prov|pemkab|pemkot|pemprov|pemda|bupati|"
    rb"wali ?kota|gubernur|diskominfo|bappeda|inspektorat|dprd|rsud|pemerintah(?: daerah)?)[ ._:-]{1,3}$"
)
_OFFICE = re.compile(
    rb"(?:^|[^a-z])(?:dinas|badan|inspektorat|sekretariat|satuan polisi|diskominfo|bappeda)[a-z ,&-]{0,60}$"
)
_DOMAIN = re.compile(rb"[a-z0-9.-]{0,40}\.go\.id(?![a-z])")
_GO_IMPORT = re.compile(rb'\s*(?:[a-z0-9_.]+ )?"[a-z0-9_./-]+"\s*')
_BEFORE, _AFTER = 80, 60  # bytes looked at beside a name


class Named(NamedTuple):
    """How often a file names one region. `sure` times with a word beside it; `line` is the first."""

    name: str
    sure: int
    alone: int
    line: int | None


class _Place(NamedTuple):
    """One name in one line, with where it starts and ends in it."""

    text: bytes
    line: bytes
    number: int
    start: int
    end: int


def scan(path: str, content: bytes) -> tuple[Named, ...]:
    """Count the regions that a file names outside of comments; none where it is a list of them."""
    lowered = content.lower()
    spellings = _present(lowered)
    if not 0 < len(spellings) <= MOST_SPELLINGS:
        return ()
    meant = {b" ".join(spelling.words): spelling for spelling in spellings}
    found: dict[str, Named] = {}
    for place in _places(lowered, _pattern(spellings)):
        if not _is_for_developers(path, place.line):
            _add(found, meant[re.sub(rb"[ _-]+", b" ", place.text)], place)
    return tuple(found.values()) if len(found) <= LIST else ()


def in_path(path: str) -> tuple[Named, ...]:
    """Count the regions that a file's own name has: logo-sumedang.png."""
    name = path.rpartition("/")[2].encode("utf-8", "replace")
    return tuple(named._replace(line=None) for named in scan(path, name))


def _is_for_developers(path: str, line: bytes) -> bool:
    """Tell comments, and Go's imports, which have the module's own name in every file."""
    return line.lstrip().startswith(_COMMENT) or (path.endswith(".go") and bool(_GO_IMPORT.fullmatch(line)))


def _present(lowered: bytes) -> tuple[Spelling, ...]:
    """The spellings all of whose words stand somewhere in the text, the longest first."""
    words = set(_WORD.findall(lowered))
    known = by_first_word()
    present = [one for word in words & known.keys() for one in known[word] if words.issuperset(one.words)]
    return tuple(sorted(present, key=lambda one: (-len(b" ".join(one.words)), one)))


@lru_cache(maxsize=256)
def _pattern(spellings: tuple[Spelling, ...]) -> re.Pattern[bytes]:
    ways = b"|".join(_GAP.join(spelling.words) for spelling in spellings)
    return re.compile(rb"(?<![a-z])(?:" + ways + rb")(?![a-z])")


def _places(lowered: bytes, pattern: re.Pattern[bytes]) -> Iterator[_Place]:
    """Yield every name with its line; none of a line that is too long for people to have written it."""
    number, at = 1, 0
    for match in islice(pattern.finditer(lowered), MOST_MATCHES):
        number += lowered.count(b"\n", at, match.start())
        at, end = match.span()
        first = lowered.rfind(b"\n", max(0, at - LONGEST_LINE), at) + 1
        last = lowered.find(b"\n", end, end + LONGEST_LINE)
        if (first or at < LONGEST_LINE) and (last >= 0 or end + LONGEST_LINE >= len(lowered)):
            line = lowered[first : last if last >= 0 else len(lowered)]
            yield _Place(match[0], line, number, at - first, end - first)


def _add(found: dict[str, Named], spelling: Spelling, place: _Place) -> None:
    before = place.line[max(0, place.start - _BEFORE) : place.start]
    if before.endswith(b"asia/"):  # a time zone
        return
    sure = spelling.sure or _is_sure(before, place.line[place.end : place.end + _AFTER])
    if not sure and not spelling.alone:
        return
    known = found.get(spelling.name, Named(spelling.name, 0, 0, place.number))
    found[spelling.name] = known._replace(sure=known.sure + sure, alone=known.alone + (not sure))


def _is_sure(before: bytes, after: bytes) -> bool:
    return bool(_BESIDE.search(before) or _OFFICE.search(before) or _DOMAIN.match(after))
