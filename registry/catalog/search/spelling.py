"""Spelling: what somebody may have meant who typed a word that no application has."""

from typing import NamedTuple

from tantivy import Query

from registry.catalog.search.documents import SHORTEST_WORD, words_of
from registry.catalog.search.snapshot import SCHEMA, Snapshot
from registry.catalog.search.stems import stem

MOST = 3  # spellings tried for one word
READ = 5  # applications looked through for a likely spelling
SHORTEST_PART = 3
LONG_WORD = 8  # from here on two letters may be wrong


class Reading(NamedTuple):
    """What an unknown word may stand for: any of some words, or all of them."""

    words: list[str]
    all_of_them: bool = False
    mistaken: bool = False

    @property
    def likeliest(self) -> str:
        """What to offer as the better spelling."""
        return " ".join(self.words) if self.all_of_them else self.words[0]


def read(snapshot: Snapshot, word: str) -> Reading | None:
    """Return what an unknown word may stand for, None if nothing is near.

    First what it begins, for that is no mistake; then what is a letter or two off; then what it joins.
    """
    if words := _without_e(snapshot, word) or _beginnings(snapshot, word):
        return Reading(words)
    if words := near(snapshot, word):
        return Reading(words, mistaken=True)
    if words := _parts(snapshot, word):
        return Reading(words, all_of_them=True)
    return None


def near(snapshot: Snapshot, word: str) -> list[str]:
    """Return the words of the catalog that are a mistake or two away, the likeliest first."""
    if len(word) < SHORTEST_WORD:
        return []
    letters = set(word)
    for allowed in (1, 2) if len(word) >= LONG_WORD else (1,):
        fuzzy = Query.fuzzy_term_query(SCHEMA, "word", word, allowed)
        hits = snapshot.searcher.search(fuzzy, READ, count=False).hits
        stored = (snapshot.searcher.doc(address) for _, address in hits)
        texts = (part.decode() for made in stored for part in (*made["summary"], *made["texts"]))
        candidates = {known for text in texts for known in words_of(text)}
        close = [known for known in candidates if within(known, word, letters, allowed)]
        used = sorted((-snapshot.searcher.doc_freq("word", known), known) for known in close)
        if found := [known for uses, known in used if uses][:MOST]:
            return found
    return []


def within(one: str, other: str, letters: set[str], allowed: int) -> bool:
    """Say whether two words differ by at most `allowed` letters added, lost, changed or swapped.

    `letters` are those of `other`.
    """
    if abs(len(one) - len(other)) > allowed or len(letters.symmetric_difference(one)) > 2 * allowed:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
        if min(row) > allowed:
            return False
    return row[-1] <= allowed


def _without_e(snapshot: Snapshot, word: str) -> list[str]:
    rest = word[1:]
    return [rest] if word[0] == "e" and len(rest) >= SHORTEST_PART and _known(snapshot, rest) else []


def _beginnings(snapshot: Snapshot, word: str) -> list[str]:
    if len(word) < SHORTEST_WORD:
        return []
    return [known for known, _ in snapshot.searcher.terms_with_prefix("word", word, limit=MOST)]


def _parts(snapshot: Snapshot, word: str) -> list[str]:
    """Return both halves of a word that is two known words in one, as `satudata` is."""
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    halves = ((word[:cut], word[cut:]) for cut in cuts)
    return next((list(pair) for pair in halves if all(_known(snapshot, half) for half in pair)), [])


def _known(snapshot: Snapshot, word: str) -> bool:
    return snapshot.has("all", stem(word))
