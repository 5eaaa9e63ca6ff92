"""Answers: the body of a search, joined from ready-made JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import DocAddress, Occur, Order, Query

from registry.catalog.search import cards, cursors, standings
from registry.catalog.search.documents import Terms
from registry.catalog.search.fields import FACETS
from registry.catalog.search.filters import Filters, Sort
from registry.catalog.search.queries import Plan, plan
from registry.catalog.search.snapshot import Snapshot, term, total
from registry.catalog.search.words import GENERIC, LONGEST_QUERY

KEPT = 2_000  # plans, and facets, kept of one state of the index
VALUES = 40  # of a facet: the most frequent ones; there are 38 provinces
COUNTED_VALUES = 10_000  # values that tantivy may tell apart while counting, so that counts are exact
MOST_TERMS = 20  # of an application, to find similar ones by

_AGGREGATIONS = {
    field: {"terms": {"field": field, "size": VALUES, "segment_size": COUNTED_VALUES}} for field in FACETS
}


# Beside the best match: the field that hits are sorted by, and how. Equals stay in the order of the index.
_ORDERS: dict[Sort, tuple[str, Order]] = {
    "changed": ("changed", Order.Desc),
    "newest": ("newest", Order.Desc),
    "adopted": ("adopters", Order.Desc),
    "name": ("title", Order.Asc),
    "health": ("score", Order.Desc),
}


@dataclass(frozen=True)
class Found:
    """A body ready to be sent, and the journal's serial that it reflects."""

    body: bytes
    serial: int


def search(
    snapshot: Snapshot,
    words: str,
    filters: Filters,
    *,
    sort: Sort,
    cursor: str | None,
    limit: int,
    language: str,
    serial: int,
    facets: bool,
) -> bytes:
    """Return a contract.SearchAnswer as JSON. Raises BadCursor."""
    asked = (words[:LONGEST_QUERY], filters)
    page = (*asked, sort)
    offset = cursors.read(cursor, page)
    made = _planned(snapshot, *asked)
    limit = min(limit, cursors.DEEPEST - offset)
    result = _hits(snapshot, made, sort, limit=limit, offset=offset)
    if total(result) == 0 and made.may_loosen:
        made = snapshot.plans[asked] = plan(snapshot, *asked, loose=True)
        result = _hits(snapshot, made, sort, limit=limit, offset=offset)
    end = offset + len(result.hits)
    count = total(result)
    more = end < min(count, cursors.DEEPEST)
    return b'{"items":[%s],"next":%s,"total":%d,"suggestion":%s,"facets":%s,"serial":%d}' % (
        _items(snapshot, result.hits, made.needles, language),
        _json(cursors.write(end, page) if more else None),
        count,
        _json(made.suggestion),
        _facets(snapshot, asked, made) if facets else b"{}",
        serial,
    )


def similar(snapshot: Snapshot, slug: str, limit: int) -> bytes:
    """Return applications like one as a contract.Page of summaries; none if the index does not have it."""
    hits = snapshot.searcher.search(term("slug", slug), 1).hits
    found = _like(snapshot, hits[0][1], slug, limit) if hits else []
    heads = [card.head + "}" for card in cards.read(snapshot, found)]
    return f'{{"items":[{",".join(heads)}],"next":null}}'.encode()


def _planned(snapshot: Snapshot, words: str, filters: Filters) -> Plan:
    asked = (words, filters)
    made = snapshot.plans.get(asked)
    if made is None:
        made = plan(snapshot, words, filters)
        _keep(snapshot.plans, asked, made)
    return made


def _hits(snapshot: Snapshot, made: Plan, sort: Sort, *, limit: int, offset: int) -> tantivy.SearchResult:
    order = _ORDERS.get(sort)
    if order is None:
        return snapshot.searcher.search(made.ranked, limit, offset=offset)
    field, direction = order
    return snapshot.searcher.search(made.counted, limit, offset=offset, order_by_field=field, order=direction)


def _items(
    snapshot: Snapshot, hits: Sequence[tuple[Any, DocAddress]], needles: Sequence[str], language: str
) -> bytes:
    addresses = [address for _, address in hits]
    found = zip(hits, cards.read(snapshot, addresses), standings.read(snapshot, addresses), strict=True)
    items = [
        f'{card.head},{standing},"score":{score if isinstance(score, float) else 0:.3f},'
        f'"snippet":{cards.snippet(card, needles, language)}}}'
        for (score, _), card, standing in found
    ]
    return ",".join(items).encode()


def _facets(snapshot: Snapshot, asked: Any, made: Plan) -> bytes:
    ready = snapshot.facets.get(asked)
    if ready is None:
        counted = snapshot.searcher.aggregate(made.counted, _AGGREGATIONS)
        facets = {
            field: [{"value": bucket["key"], "count": bucket["doc_count"]} for bucket in found["buckets"]]
            for field, found in counted.items()
        }
        ready = _json({field: facets[field] for field in FACETS})
        _keep(snapshot.facets, asked, ready)
    return ready


def _like(snapshot: Snapshot, address: DocAddress, slug: str, limit: int) -> list[DocAddress]:
    """Ask for the terms that tell this application from others, the way of more-like-this.

    tantivy's own would need every term stored a second time.
    """
    card = cards.read(snapshot, [address])[0]
    summary = json.loads(card.head + "}")
    words = Terms(" ".join([summary["name"], *card.texts.values()])).terms
    total = snapshot.searcher.num_docs
    weights = {
        word: words.count(word) * (total / (1 + uses))
        for word in set(words) - GENERIC
        if (uses := snapshot.searcher.doc_freq("all", word)) > 1
    }
    telling = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_TERMS]
    if not telling:
        return []
    clauses = [(Occur.Should, term("all", word)) for word in telling]
    clauses += [(Occur.Should, term("category", category)) for category in summary["categories"]]
    clauses.append((Occur.MustNot, term("slug", slug)))
    return [
        address
        for _, address in snapshot.searcher.search(Query.boolean_query(clauses), limit, count=False).hits
    ]


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Remember what an answer is made of; all is forgotten when it becomes too much."""
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
