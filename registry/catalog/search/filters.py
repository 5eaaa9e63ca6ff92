"""Filters and orders: what a search is narrowed to, and what its hits are sorted by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from livinglab.contract import Visibility
from livinglab.language import Text
from registry.catalog.health.bands import BANDS
from registry.catalog.search.fields import FACETS
from registry.errors import Invalid

Sort = Literal["match", "changed", "newest", "adopted", "name", "health"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Values = str | tuple[str, ...] | None
YES_OR_NO = ("true", "false")
# Filters whose values are these alone; any other value is a mistake and not a search without hits.
CLOSED: Mapping[str, Sequence[str]] = {
    "license_provenance": ("declared", "boilerplate", "conflicting", "none", "by-agreement"),
    "deployment": ("container", "known-stack", "by-hand"),
    "visibility": tuple(Visibility),
    "fetchable": YES_OR_NO,
    "health": BANDS,
    "adopted": YES_OR_NO,
}
MOST_VALUES, LONGEST_VALUE = 8, 200
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to: every value must hold. A province's code takes in its regencies."""

    category: Values = None
    region: Values = None
    license: Values = None
    publisher: Values = None
    development_status: Values = None
    field: Values = None
    license_provenance: Values = None
    technology: Values = None
    deployment: Values = None
    visibility: Values = None
    fetchable: Values = None  # true: a release may be fetched now, by those who may have the source
    health: Values = None  # a band: catalog.health.bands
    adopted: Values = None  # true: somebody uses it today; of what everybody may be told of
    adopted_in: Values = None  # code of a province in which somebody uses it today; likewise

    def given(self) -> Iterator[tuple[str, str]]:
        """Yield each filter and value, in the order of facets."""
        for name in FACETS:
            values = getattr(self, name)
            for value in (values,) if isinstance(values, str) else values or ():
                yield name, value


def read(asked: Mapping[str, Sequence[str]]) -> Filters:
    """Return filters by their names; empty values narrow nothing. Raises Invalid, which names the field."""
    made = {}
    for name in FACETS:
        values = tuple(dict.fromkeys(value for value in asked.get(name, ()) if value))
        if values:
            _require(name, values)
            made[name] = values
    return Filters(**made)


def sort(asked: str | None, *, otherwise: Sort) -> Sort:
    """Return an order by its name, `otherwise` where none is asked for. Raises Invalid."""
    if not asked:
        return otherwise
    for known in SORTS:
        if asked == known:
            return known
    raise _unknown("sort", asked, SORTS)


def _require(name: str, values: Sequence[str]) -> None:
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
        raise Invalid(
            Text(
                id=f"`{name}` menerima paling banyak {MOST_VALUES} nilai dari {LONGEST_VALUE} huruf.",
                en=f"`{name}` takes at most {MOST_VALUES} values of {LONGEST_VALUE} characters each.",
            ),
            field=name,
        )
    for value in values:
        if name in CLOSED and value not in CLOSED[name]:
            raise _unknown(name, value, CLOSED[name])


def _unknown(name: str, value: str, known: Sequence[str]) -> Invalid:
    shown, names = value[:LONGEST_SHOWN], ", ".join(known)
    return Invalid(
        Text(
            id=f"`{name}` tidak mengenal nilai {shown}. Yang dikenal: {names}.",
            en=f"`{name}` knows no value {shown}. It knows: {names}.",
        ),
        field=name,
    )
