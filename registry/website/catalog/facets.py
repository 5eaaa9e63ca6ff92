"""Facets: what a list may be narrowed to, how many would be left, and the address that does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from livinglab.language import Language
from registry.catalog.search.filters import CLOSED
from registry.tables import Region
from registry.website.catalog.asked import Asked
from registry.website.catalog.words import FACETS, VALUES

FIRST = 6  # values that are shown at once
UNSHOWN = ("region",)  # with hundreds of values: the pages of regions lead to it
PLACES = ("region", "adopted_in")

Counts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Choice:
    """One value: how many of the present matches have it, whether it is chosen, and where a click leads."""

    label: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True)
class Facet:
    """One thing that lists may be narrowed by; `more` are the values that are seldom."""

    name: str
    title: str
    first: Sequence[Choice]
    more: Sequence[Choice]


def facets(session: Session, asked: Asked, counts: Counts, language: Language) -> list[Facet]:
    """Return the facets that tell the matches of a search apart, in the order of `words.FACETS`."""
    places = _places(session, asked, counts)
    made = []
    for name, title in FACETS.items():
        if name in UNSHOWN:
            continue
        found = counts.get(name, ())
        choices = [_choice(asked, name, one, places, language) for one in _in_order(name, found)]
        if choices:
            at_once = [one for place, one in enumerate(choices) if place < FIRST or one.chosen]
            rest = [one for place, one in enumerate(choices) if place >= FIRST and not one.chosen]
            made.append(Facet(name, title.to(language), at_once, rest))
    return made


def chosen(session: Session, asked: Asked, language: Language) -> list[tuple[str, Choice]]:
    """Return (title, choice) for every filter of an address: where a click leads is without it."""
    places = _places(session, asked, {})
    return [
        (
            FACETS[name].to(language),
            Choice(label(name, value, places, language), None, True, asked.without(name, value).address()),
        )
        for name, value in asked.given
    ]


def label(name: str, value: str, places: Mapping[str, str], language: Language) -> str:
    """Return what a value is called."""
    if name in PLACES:
        return places.get(value, value)
    known = VALUES.get(name, {}).get(value)
    said = known.to(language) if known else value
    return said[:1].upper() + said[1:] if known else said


def _choice(
    asked: Asked, name: str, found: Mapping[str, Any], places: Mapping[str, str], language: Language
) -> Choice:
    value = str(found["value"])
    is_chosen = asked.has(name, value)
    leads = asked.without(name, value) if is_chosen else asked.adding(name, value)
    return Choice(label(name, value, places, language), int(found["count"]), is_chosen, leads.address())


def _in_order(name: str, found: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield values in their own order where they have one, else the most frequent first."""
    order = list(CLOSED.get(name, ()))
    yield from sorted(found, key=lambda one: order.index(one["value"])) if order else found


def _places(session: Session, asked: Asked, counts: Counts) -> dict[str, str]:
    """Return the names of the regions that are spoken of."""
    codes = {value for name, value in asked.given if name in PLACES}
    codes |= {str(one["value"]) for one in counts.get("adopted_in", ())}
    rows = session.exec(select(Region.code, Region.name).where(col(Region.code).in_(codes))).all()
    return dict(iter(rows))
