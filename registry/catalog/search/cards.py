"""Cards: what an answer says of one application, kept ready in memory."""

import json
from collections.abc import Sequence
from typing import NamedTuple

import tantivy

from registry.catalog.search.snapshot import Snapshot

CARDS_KEPT = 30_000  # about 3 KiB each
BEFORE, WIDTH = 60, 180  # characters of a snippet in front of the match, and in all

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Card(NamedTuple):
    """The ready summary without its closing brace, and the texts by language."""

    head: str
    texts: dict[str, str]


def read(snapshot: Snapshot, addresses: Sequence[tantivy.DocAddress]) -> list[Card]:
    """Return the cards of some hits, in their order."""
    if not addresses:
        return []
    cards = snapshot.generation.cards
    editions = snapshot.searcher.fast_field_values("edition", list(addresses))
    found = []
    for value, address in zip(editions, addresses, strict=True):
        edition = int(value or 0)
        card = cards.get(edition)
        if card is None:
            card = _load(snapshot, address)
            while len(cards) >= CARDS_KEPT:
                cards.pop(next(iter(cards)), None)
            cards[edition] = card
        found.append(card)
    return found


def _load(snapshot: Snapshot, address: tantivy.DocAddress) -> Card:
    stored = snapshot.searcher.doc(address)
    summary: str = stored["summary"][0].decode()
    return Card(summary[: summary.rindex("}")], json.loads(stored["texts"][0]))


def snippet(card: Card, needles: Sequence[str], language: str) -> str:
    """Return plain text around the first match as JSON, in `language` if it matches there; else `null`."""
    preferred = card.texts.get(language)
    others = (text for key, text in card.texts.items() if key != language)
    for text in (preferred, *others) if preferred else others:
        folded = text.lower()
        for needle in needles:
            at = folded.find(needle)
            if at >= 0:
                return _encode(_cut(text, at))
    return "null"


def _cut(text: str, at: int) -> str:
    start = text.find(" ", at - BEFORE) + 1 if at > WIDTH - BEFORE else 0
    end = len(text) if len(text) <= start + WIDTH else text.rfind(" ", start, start + WIDTH)
    if end <= start:
        end = start + WIDTH
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
