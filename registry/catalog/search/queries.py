"""Queries: from what somebody typed to what tantivy is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from registry.catalog.search import documents, spelling, synonyms
from registry.catalog.search.filters import Filters
from registry.catalog.search.snapshot import Snapshot, term
from registry.catalog.search.stems import stem
from registry.catalog.search.words import GENERIC, LONGEST_QUERY, of_query, squash

EXACT = 1_000.0  # the slug or the name itself: above anything that words can add up to
NAME, SHORT = 5.0, 1.5
AS_TYPED = 2.0  # in a name, on top: a word itself counts more than its synonyms
SHORTEST_NEEDLE = 3

Clause = tuple[Occur, Query]


@dataclass(frozen=True)
class Plan:
    """A query made ready. `ranked` orders the hits; `counted` finds the same ones at less cost.

    Where nothing has all the words, it `may_loosen` to ask for any of them.
    """

    ranked: Query
    counted: Query
    needles: tuple[str, ...] = ()
    suggestion: str | None = None
    may_loosen: bool = False


@dataclass(frozen=True)
class _Wanted:
    """One word or phrase of a query. `found` is None where no application has it or anything near."""

    found: Query | None
    better: tuple[Query, ...]
    needles: tuple[str, ...]
    required: bool
    spelled: str
    respelled: bool = False


def plan(snapshot: Snapshot, text: str, filters: Filters, *, loose: bool = False) -> Plan:
    """Return the plan of a query. Any text is a query; one without words finds everything."""
    narrowed = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in _narrowing(filters)]
    words = of_query(text)
    if not words:
        everything = Query.const_score_query(term("kind", documents.APPLICATION), 1.0)
        query = Query.boolean_query([(Occur.Must, everything), *narrowed])
        return Plan(query, query)
    wanted = _wanted(snapshot, words)
    key = squash(text[:LONGEST_QUERY])
    exact = [Query.const_score_query(term("key", key), EXACT)] if snapshot.has("key", key) else []
    required = [part.found for part in wanted if part.required]
    known = [query for query in required if query is not None]
    loose = loose or len(known) < len(required)
    found = _any([*known, *exact]) if loose else _any([_all(known), *exact])
    better = [query for part in wanted for query in part.better]
    better += [part.found for part in wanted if part.found is not None and not part.required]
    spelled = " ".join(part.spelled for part in wanted)
    return Plan(
        ranked=Query.boolean_query(
            [(Occur.Must, found), *narrowed, *((Occur.Should, query) for query in better)]
        ),
        counted=Query.boolean_query([(Occur.Must, found), *narrowed]),
        needles=tuple(dict.fromkeys(needle for part in wanted for needle in part.needles)),
        suggestion=spelled if any(part.respelled for part in wanted) else None,
        may_loosen=not loose and len(known) > 1,
    )


def _wanted(snapshot: Snapshot, words: Sequence[str]) -> list[_Wanted]:
    stems = [stem(word) for word in words]
    joined = _joined(snapshot, words)
    wanted: list[_Wanted] = []
    start = 0
    for phrase, group in synonyms.shipped().cut(stems):
        end = start + len(phrase)
        typed = list(words[start:end])
        terms = [group or phrase[0], *(other for place in range(start, end) for other in joined[place])]
        used = [found for found in dict.fromkeys(terms) if snapshot.has("all", found)]
        required = len(typed) > 1 or typed[0] not in GENERIC
        wanted.append(
            _known(used, phrase, typed, required=required)
            if used
            else _unknown(snapshot, typed, required=required)
        )
        start = end
    if not any(part.required for part in wanted):
        return [_Wanted(p.found, p.better, p.needles, True, p.spelled, p.respelled) for p in wanted]
    return wanted


def _joined(snapshot: Snapshot, words: Sequence[str]) -> list[list[str]]:
    """Return for each word what it makes with its neighbours in some name: `open sid` is OpenSID too."""
    joined: list[list[str]] = [[] for _ in words]
    for place in range(len(words) - 1):
        both = stem(words[place] + words[place + 1])
        if snapshot.has("name", both):
            joined[place].append(both)
            joined[place + 1].append(both)
    return joined


def _known(used: Sequence[str], phrase: Sequence[str], typed: Sequence[str], *, required: bool) -> _Wanted:
    better = [Query.boost_query(term("name", found), NAME) for found in used]
    better += [Query.boost_query(term("short", found), SHORT) for found in phrase]
    if used[0] != phrase[0]:
        better += [Query.boost_query(term("name", found), AS_TYPED) for found in phrase]
    needles = [*typed, *phrase, *synonyms.shipped().members(used[0])]
    return _Wanted(
        found=_any([term("all", found) for found in used]),
        better=tuple(better),
        needles=tuple(needle for needle in needles if len(needle) >= SHORTEST_NEEDLE),
        required=required,
        spelled=" ".join(typed),
    )


def _unknown(snapshot: Snapshot, typed: Sequence[str], *, required: bool) -> _Wanted:
    word = "".join(typed)
    reading = spelling.read(snapshot, word)
    if reading is None:
        return _Wanted(None, (), (), required, " ".join(typed))
    groups = synonyms.shipped()
    stems = dict.fromkeys(stem(known) for known in reading.words)
    terms = [groups.group(known) or known for known in stems]
    found = [term("all", known) for known in terms]
    return _Wanted(
        found=_all(found) if reading.all_of_them else _any(found),
        better=tuple(Query.boost_query(term("name", known), NAME) for known in (*terms, *stems)),
        needles=tuple(reading.words),
        required=required,
        spelled=reading.likeliest,
        respelled=reading.mistaken or reading.all_of_them,
    )


def _narrowing(filters: Filters) -> list[Query]:
    return [term(field, value) for field, value in filters.given()]


def _all(queries: Iterable[Query]) -> Query:
    clauses = [(Occur.Must, query) for query in queries]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def _any(queries: Iterable[Query]) -> Query:
    clauses = [(Occur.Should, query) for query in queries]
    if not clauses:
        return Query.empty_query()
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)
