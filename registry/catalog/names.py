"""Near-identical names: which applications of others a new name could be mistaken for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from registry.tables import Application, Publisher, Region

# What looks alike in common typefaces, as PyPI's ultranormalize_name has it, and two pairs more.
ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "-": None, "_": None, ".": None})
PAIRS = (("vv", "w"), ("rn", "m"))
SHORTEST = 5  # letters of names that may differ by one; shorter ones differ by one all the time
# What people put before or behind a name to make it sound like the one that everybody means.
CLAIMS = frozenset(
    re.findall(
        r"\w+",
        """
        app apps aplikasi asli baru daerah indonesia kab kabupaten kota latest nasional new official original
        pemda pemkab pemkot pemprov provinsi pusat real resmi sistem terbaru the v1 v2 v3 versi web
        """,
    )
)
KINDS = ("province", "regency", "city")
TITLES = re.compile(r"^(kabupaten|kota|provinsi|daerah khusus|daerah istimewa)( administrasi| ibukota)? ")
MOST_PARTS = 4  # of a name whose parts are looked at in every order
MOST = 5  # names that a review speaks of
REMEMBERED = 200_000


def resembled(session: Session, slug: str, publisher: Publisher) -> list[str]:
    """Return up to five slugs of other publishers that `slug` could be mistaken for, in order.

    Alike are names that read the same (0 and o, 1, l and i, rn and m, with or without hyphens), that differ
    by one letter typed wrongly, whose parts are swapped, or that add a region or a claim such as `resmi`.
    Every name that was ever given counts, listed or not.
    """
    others = session.exec(select(Application.slug).where(_of_others(publisher))).all()
    return alike(slug, others, regions=_region_names(session))


def alike(slug: str, others: Sequence[str], *, regions: frozenset[str]) -> list[str]:
    """Return up to five of the other slugs that `slug` could be mistaken for, in order."""
    wanted = {slug, *_cores(slug, regions)}
    swapped = {key("-".join(parts)) for name in wanted for parts in _orders(name)}
    keys = [key(other) for other in others]
    found = {other for other, theirs in zip(others, keys, strict=True) if theirs in swapped}
    for ours in {key(name) for name in wanted}:
        if len(ours) >= SHORTEST:
            near = extract(ours, keys, scorer=OSA.distance, score_cutoff=1, limit=None)
            found |= {others[place] for theirs, _, place in near if len(theirs) >= SHORTEST}
    return sorted(found - {slug})[:MOST]


@lru_cache(REMEMBERED)
def key(slug: str) -> str:
    """Return what a name looks like to a hurried reader."""
    seen = slug.casefold().translate(ALIKE)
    for pair, letter in PAIRS:
        seen = seen.replace(pair, letter)
    return seen


def _orders(name: str) -> Iterable[Sequence[str]]:
    """Return the parts of a name in every order; names of many parts in their own alone."""
    parts = name.split("-")
    return permutations(parts) if len(parts) <= MOST_PARTS else [parts]


def _cores(slug: str, regions: frozenset[str]) -> Iterator[str]:
    """Yield what is left of a name without what was put before or behind it."""
    parts = slug.split("-")
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            put = ["-".join(parts[:start]), "-".join(parts[end:])]
            if any(put) and all(_is_put(each, regions) for each in put):
                yield "-".join(parts[start:end])


def _is_put(words: str, regions: frozenset[str]) -> bool:
    if not words or words in CLAIMS or words in regions:
        return True
    head, _, tail = words.partition("-")
    return bool(tail) and head in CLAIMS and _is_put(tail, regions)


def _of_others(publisher: Publisher) -> ColumnElement[bool]:
    """Return the condition: neither of the same publisher, nor of another name of the same organisation."""
    ours = select(Publisher.id).where(Publisher.id == publisher.id)
    if publisher.organisation_id is not None:
        ours = select(Publisher.id).where(Publisher.organisation_id == publisher.organisation_id)
    return col(Application.publisher_id).not_in(ours)


def _region_names(session: Session) -> frozenset[str]:
    """Return the names of provinces, regencies and cities as they would stand in a slug."""
    found = session.exec(select(Region.name).where(col(Region.kind).in_(KINDS))).all()
    plain = (TITLES.sub("", name.casefold()) for name in found)
    return frozenset(re.sub(r"[^a-z0-9]+", "-", name).strip("-") for name in plain)
