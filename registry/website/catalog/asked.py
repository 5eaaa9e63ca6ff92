"""What an address of the catalog asks for, and the addresses that ask for a little more or less."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from registry.catalog.search import Filters, Sort, filters
from registry.catalog.search.words import LONGEST_QUERY

PAGE = "/catalog"
EVERYTHING = Filters()


@dataclass(frozen=True)
class Asked:
    """Words, filters and an order; `sort` is None where the address names none. `cursor`: of a later page."""

    words: str = ""
    filters: Filters = EVERYTHING
    sort: Sort | None = None
    cursor: str | None = None

    @property
    def order(self) -> Sort:
        """What hits are sorted by: the best match where there are words, else the newest change."""
        return self.sort or ("match" if self.words else "changed")

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters, each with one value."""
        return list(self.filters.given())

    @property
    def is_whole(self) -> bool:
        """Whether it asks for the whole catalog."""
        return not self.words and not self.given

    def has(self, name: str, value: str) -> bool:
        """Say whether a filter has a value."""
        return (name, value) in self.given

    def adding(self, name: str, value: str) -> "Asked":
        """Return the same with one more value of a filter, from its first page."""
        return self._with([*self.given, (name, value)])

    def without(self, name: str, value: str) -> "Asked":
        """Return the same without a value of a filter, from its first page."""
        return self._with([pair for pair in self.given if pair != (name, value)])

    def unfiltered(self) -> "Asked":
        """Return the same words without filters."""
        return self._with([])

    def spelt(self, words: str) -> "Asked":
        """Return the same with other words."""
        return replace(self, words=words, cursor=None)

    def sorted_by(self, sort: Sort) -> "Asked":
        """Return the same in another order."""
        return replace(self, sort=sort, cursor=None)

    def following(self, cursor: str) -> "Asked":
        """Return the page that a cursor stands for."""
        return replace(self, cursor=cursor)

    def first(self) -> "Asked":
        """Return the first page."""
        return replace(self, cursor=None)

    def address(self) -> str:
        """Return the address of this page."""
        query = urlencode([*self._named(), *([("cursor", self.cursor)] if self.cursor else [])])
        return f"{PAGE}?{query}" if query else PAGE

    def for_programs(self, path: str, **more: str) -> str:
        """Return the address at which programs read the same list in the same order, from its beginning."""
        said = [*self._narrowed(), ("sort", self.order)] if path.startswith("/api/") else self._narrowed()
        query = urlencode([*said, *more.items()])
        return f"{path}?{query}" if query else path

    def _named(self) -> Iterator[tuple[str, str]]:
        yield from self._narrowed()
        if self.sort:
            yield "sort", self.sort

    def _narrowed(self) -> Iterator[tuple[str, str]]:
        if self.words:
            yield "q", self.words
        yield from self.given

    def _with(self, pairs: list[tuple[str, str]]) -> "Asked":
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return replace(self, filters=filters.read(values), cursor=None)


def _asked(request: Request) -> Asked:
    """Read an address. Raises Invalid for a value that a filter does not have."""
    query = request.query_params
    values = {name: query.getlist(name) for name in vars(Filters())}
    words = " ".join(query.get("q", "").split())[:LONGEST_QUERY]
    order = query.get("sort")
    return Asked(
        words,
        filters.read(values),
        filters.sort(order, otherwise="match") if order else None,
        query.get("cursor") or None,
    )


CatalogAsked = Annotated[Asked, Depends(_asked)]
