"""A snapshot: one state of the index, open for reading, that does not change under its readers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Query

from registry.catalog.search import documents, intact
from registry.catalog.search.documents import State
from registry.catalog.search.fields import TERMS, schema
from registry.catalog.search.intact import Broken
from registry.catalog.search.journaled import Point

SCHEMA = schema()
ATTEMPTS = 5  # a commit of another process may fall between opening and checking


@dataclass
class Snapshot:
    """An open state of a generation. Caches that depend on the state live and die with it."""

    generation: "Generation"
    searcher: tantivy.Searcher
    state: State
    plans: dict[Any, Any] = field(default_factory=dict)
    facets: dict[Any, bytes] = field(default_factory=dict)

    @property
    def point(self) -> Point:
        """The moment of the journal that this reflects."""
        return Point(self.state.serial, self.state.hash)

    def has(self, field_name: str, value: str) -> bool:
        """Say whether a term is in use. One that left with its last application may linger."""
        return self.searcher.doc_freq(field_name, value) > 0


class Generation:
    """One index on disk, opened by this process."""

    def __init__(self, folder: Path, index: tantivy.Index) -> None:
        self.folder = folder
        self.index = index
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(TERMS, words)
        index.config_reader("manual", 0)
        self.cards: dict[int, Any] = {}
        self._checked: dict[Path, int] = {}
        self._latest: tuple[bytes, Snapshot] | None = None

    @classmethod
    def create(cls, folder: Path) -> "Generation":
        """Make an empty index in an empty folder."""
        with breakage():
            return cls(folder, tantivy.Index(SCHEMA, str(folder)))

    @classmethod
    def open(cls, folder: Path) -> "Generation":
        """Open an index. Raises Broken."""
        with breakage():
            index = tantivy.Index.open(str(folder))
            if index.schema != SCHEMA:
                raise Broken("the index has another schema")
            return cls(folder, index)

    def latest(self) -> Snapshot:
        """Return the newest state on disk, its files checked. Raises Broken.

        The same state gives the same snapshot, though a merge may have rewritten its files, so that
        what is read page by page stays in one order.
        """
        for _ in range(ATTEMPTS):
            before = intact.meta(self.folder)
            if self._latest and self._latest[0] == before:
                return self._latest[1]
            try:
                found = self._open(before)
            except Broken:
                if intact.meta(self.folder) == before:
                    raise
                continue
            if intact.meta(self.folder) == before:
                if self._latest and self._latest[1].state == found.state:
                    found = self._latest[1]
                self._latest = before, found
                return found
        raise Broken("the index changes faster than it can be checked")

    def _open(self, meta: bytes) -> Snapshot:
        intact.verify(self.folder, meta, self._checked)
        with breakage():
            self.index.reload()
            searcher = self.index.searcher()
            return Snapshot(self, searcher, _state(searcher))


def term(field_name: str, value: str) -> Query:
    """Match one term of one field."""
    return Query.term_query(SCHEMA, field_name, value, "freq")


def total(result: tantivy.SearchResult) -> int:
    """Return how many documents a search found in all."""
    return result.count  # type: ignore[attr-defined,no-any-return]  # tantivy's stub leaves it out


def _state(searcher: tantivy.Searcher) -> State:
    """Read what an index says of itself. Raises Broken when it does not agree with what it holds."""
    hits = searcher.search(term("kind", documents.STATE), 2).hits
    if len(hits) != 1:
        raise Broken("the index does not say what it reflects")
    state = State(*json.loads(searcher.doc(hits[0][1])["summary"][0]))
    if searcher.num_docs != state.documents + 1:
        raise Broken("the index does not hold what it says")
    return state


@contextmanager
def breakage() -> Iterator[None]:
    """Call everything that tantivy raises about its files Broken; at some of them it panics."""
    try:
        yield
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise Broken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Broken(str(error)) from error
