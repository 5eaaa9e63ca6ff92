"""Documents: what the index keeps of one application, and of itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import tantivy

from registry.catalog.search import synonyms
from registry.catalog.search.stems import REMEMBERED, stem
from registry.catalog.search.words import GENERIC, STOP, of_text, spellings, squash

APPLICATION, STATE = "application", "state"
LONGEST_TEXT = 20_000  # characters indexed of one application
LONGEST_SHOWN = 1_500  # characters kept for snippets, by language
SERIAL_BITS = 36
SHORTEST_WORD = 4  # shorter words are not offered as a better spelling
CONSONANTS = "bcdfghjklmnpqrstvwxyz"


@dataclass(frozen=True)
class Indexable:
    """An application as the database has it: ready JSON, and the names of its region and province."""

    id: int
    slug: str
    changed_serial: int
    summary: str
    body: str
    region_code: str | None
    region_names: tuple[str, ...] = ()

    @property
    def edition(self) -> int:
        """One number for this application as of this change."""
        return self.id << SERIAL_BITS | self.changed_serial


@dataclass(frozen=True)
class State:
    """Which moment of the journal an index reflects, and how many applications that is."""

    serial: int
    hash: str
    documents: int


def document(application: Indexable) -> tantivy.Document:
    """Make the document of one application."""
    body = json.loads(application.body)
    texts = {language: _shown(said) for language, said in body["descriptions"].items()}
    name = Terms(f"{body['name']} {application.slug}")
    owner = Terms(" ".join([body["publisher"]["name"], *application.region_names]))
    short = Terms(" ".join(said["short"] for said in body["descriptions"].values()))
    rest = [category.replace("-", " ") for category in body["categories"]]
    rest += [text[:LONGEST_TEXT] for text in texts.values()]
    long = [Terms(text) for text in rest]
    names = [*name.terms, *name.without_e()]
    made = tantivy.Document()
    made.add_text("kind", APPLICATION)
    made.add_text("slug", application.slug)
    for key in {squash(application.slug), squash(body["name"])}:
        made.add_text("key", key)
    made.add_text("name", " ".join(names))
    made.add_text("owner", " ".join(owner.terms))
    made.add_text("short", " ".join(short.terms))
    made.add_text("all", " ".join([*names, *owner.terms, *(term for text in long for term in text.terms)]))
    made.add_text("word", " ".join(set().union(*(text.words for text in (name, owner, *long)))))
    _add_facets(made, application, body)
    made.add_unsigned("edition", application.edition)
    made.add_bytes("summary", application.summary.encode())
    made.add_bytes("texts", _shortened(texts))
    return made


def state_document(state: State) -> tantivy.Document:
    """Make the document in which an index says what it reflects; it is committed with what it speaks of."""
    made = tantivy.Document()
    made.add_text("kind", STATE)
    made.add_bytes("summary", json.dumps([state.serial, state.hash, state.documents]).encode())
    return made


class Terms:
    """What a text gives to the index."""

    def __init__(self, text: str) -> None:
        found = [_word(word) for word in of_text(text)]
        stems = [stem for word in found for stem in word.stems]
        others = [other for word in found for other in word.others]
        groups = synonyms.shipped()
        self.words: set[str] = set().union(*(word.spellings for word in found))
        self.terms = [*stems, *others, *groups.within(stems)]
        self.terms += [group for other in others if (group := groups.group(other))]

    def without_e(self) -> list[str]:
        """Return the stems without their leading e-: who seeks `kinerja` also means eKinerja."""
        rests = [word[1:] for word in sorted(self.words) if word[0] == "e" and word[1] in CONSONANTS]
        return [stem(rest) for rest in rests if len(rest) >= SHORTEST_WORD and rest not in self.words]


class _Word(NamedTuple):
    stems: tuple[str, ...]
    others: tuple[str, ...]
    spellings: frozenset[str]


@lru_cache(REMEMBERED)
def _word(written: str) -> _Word:
    parts, others = spellings(written)
    offered = (word for word in (*parts, *others) if len(word) >= SHORTEST_WORD and not word.isdigit())
    return _Word(
        tuple(stem(part) for part in parts if part not in STOP),
        tuple(stem(other) for other in others),
        frozenset(offered) - STOP - GENERIC,
    )


def _shown(said: Mapping[str, Any]) -> str:
    parts = [said["short"], said.get("long") or "", *said.get("features", [])]
    return " ".join(" ".join(parts).split())


def _shortened(texts: Mapping[str, str]) -> bytes:
    shown = {language: text[:LONGEST_SHOWN] for language, text in texts.items()}
    return json.dumps(shown, ensure_ascii=False).encode(errors="replace")


def _add_facets(made: tantivy.Document, application: Indexable, body: Mapping[str, Any]) -> None:
    values = {
        "category": body["categories"],
        "region": lineage(application.region_code),
        "license": [body["license"]],
        "publisher": [body["publisher"]["name"]],
        "development_status": [body["development_status"]],
    }
    for field, found in values.items():
        for value in dict.fromkeys(found):
            if value:
                made.add_text(field, value)


def lineage(region_code: str | None) -> list[str]:
    """Return a region's code and those of the regions around it, the province first."""
    parts = region_code.split(".") if region_code else []
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
