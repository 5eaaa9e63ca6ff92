"""Documents: what the index keeps of one application, and of itself."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import tantivy

from livinglab.contract import Visibility
from registry.catalog.search import synonyms
from registry.catalog.search.life import Life
from registry.catalog.search.stems import REMEMBERED, stem
from registry.catalog.search.words import GENERIC, STOP, of_text, spellings, squash

APPLICATION, STATE = "application", "state"
LONGEST_TEXT = 20_000  # characters indexed of one application
LONGEST_SHOWN = 1_500  # characters kept for snippets, by language
SERIAL_BITS = 36
MOMENT_BITS = 40  # below what hits are sorted by: the moment that decides between equals
KNOWN = 1 << 33  # above every moment in seconds: added to those of a known change
NAME_WEIGHT, OWNER_WEIGHT = 2, 3  # how many mentions in a text one in the name or of the donor is worth
SHORTEST_WORD = 4  # shorter words are not offered as a better spelling
_E_IN_FRONT = re.compile(r"e[b-df-hj-np-tv-z]\w{3}")


@dataclass(frozen=True)
class Indexable:
    """An application as the database has it: ready JSON, the names of its region and province, its life."""

    id: int
    slug: str
    changed_serial: int
    summary: str
    body: str
    created_at: datetime
    life: Life
    region_code: str | None
    region_names: tuple[str, ...] = ()

    @property
    def edition(self) -> int:
        """One number for this application as of this change."""
        return self.id << SERIAL_BITS | self.changed_serial


@dataclass(frozen=True)
class State:
    """Which moment of the journal and which day an index reflects, and how many applications that is."""

    serial: int
    hash: str
    documents: int
    day: int  # as `date.toordinal` counts


def document(application: Indexable) -> tantivy.Document:
    """Make the document of one application."""
    body = json.loads(application.body)  # the safe text: nothing of restricted source is in the index
    texts = {language: _shown(said) for language, said in body["descriptions"].items()}
    name = Terms(f"{body['name']} {application.slug}")
    owner = Terms(" ".join([body["publisher"]["name"], *application.region_names]))
    short = Terms(" ".join(said["short"][:LONGEST_SHOWN] for said in body["descriptions"].values()))
    rest = [category.replace("-", " ") for category in body["categories"]]
    rest += [text[:LONGEST_TEXT] for text in texts.values()]
    long = [Terms(text) for text in rest]
    names = [*name.terms, *name.without_e()]
    made = tantivy.Document()
    made.add_text("kind", APPLICATION)
    made.add_text("slug", application.slug)
    for key in _keys(application.slug, body["name"]):
        made.add_text("key", key)
    made.add_text("name", " ".join(names))
    made.add_text("short", " ".join(short.terms))
    everywhere = [*names * NAME_WEIGHT, *owner.terms * OWNER_WEIGHT]
    made.add_text("all", " ".join(chain(everywhere, *(text.terms for text in long))))
    made.add_text("word", " ".join(set().union(*(text.words for text in (name, owner, *long)))))
    _add_facets(made, application, body)
    _add_order(made, application, body)
    made.add_unsigned("edition", application.edition)
    made.add_bytes("summary", application.summary.encode())
    made.add_bytes("texts", _shortened(texts))
    return made


def state_document(state: State) -> tantivy.Document:
    """Make the document in which an index says what it reflects; it is committed with what it speaks of."""
    made = tantivy.Document()
    made.add_text("kind", STATE)
    made.add_bytes("summary", json.dumps([state.serial, state.hash, state.documents, state.day]).encode())
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
        rests = [word[1:] for word in sorted(self.words) if _E_IN_FRONT.match(word)]
        return [stem(rest) for rest in rests if rest not in self.words]


def words_of(text: str) -> set[str]:
    """Return the words of a text that may be offered as a better spelling."""
    return set().union(*map(_offered, set(of_text(text))))


class _Word(NamedTuple):
    stems: tuple[str, ...]
    others: tuple[str, ...]
    spellings: frozenset[str]


@lru_cache(REMEMBERED)
def _word(written: str) -> _Word:
    parts, others = spellings(written)
    return _Word(
        tuple(stem(part) for part in parts if part not in STOP),
        tuple(stem(other) for other in others),
        _offered(written),
    )


@lru_cache(REMEMBERED)
def _offered(written: str) -> frozenset[str]:
    parts, others = spellings(written)
    words = {word for word in (*parts, *others) if len(word) >= SHORTEST_WORD and not word.isdigit()}
    return frozenset(words - STOP - GENERIC)


def _keys(*names: str) -> set[str]:
    """Return what an application is exactly called; eKinerja is called `kinerja` as well."""
    keys = {squash(name) for name in names}
    return keys | {key[1:] for key in keys if _E_IN_FRONT.match(key)}


def _shown(said: Mapping[str, Any]) -> str:
    parts = [said["short"][:LONGEST_SHOWN], *said.get("features", []), said.get("long") or ""]
    return " ".join(" ".join(parts).split())


def _shortened(texts: Mapping[str, str]) -> bytes:
    shown = {language: text[:LONGEST_SHOWN] for language, text in texts.items()}
    return json.dumps(shown, ensure_ascii=False).encode(errors="replace")


def _add_facets(made: tantivy.Document, application: Indexable, body: Mapping[str, Any]) -> None:
    values = {
        "category": body["categories"],
        "field": body.get("fields", []),
        "region": lineage(application.region_code),
        "license": [body["license"]],
        "license_provenance": [body.get("license_provenance")],
        "publisher": [body["publisher"]["name"]],
        "development_status": [body["development_status"]],
        "technology": body.get("technologies", []),
        "deployment": [body.get("deployment")],
        "visibility": [body["visibility"]],
        "fetchable": ["true" if body["latest_version"] else "false"],
        "health": [application.life.band],
        **_adoption(application.life, body),
    }
    for field, found in values.items():
        for value in dict.fromkeys(found):
            if value:
                made.add_text(field, value)


def _adoption(life: Life, body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what may be asked of an application's adopters: nothing where not everybody may be told."""
    if not _is_told(body):
        return {}
    return {"adopted": ["true" if life.adopters else "false"], "adopted_in": list(life.provinces)}


def _add_order(made: tantivy.Document, application: Indexable, body: Mapping[str, Any]) -> None:
    """Write what hits are sorted by; `until` is the last day on which all of this holds.

    Of adopters and scores 0 is what is not known, or not told, the others are one more than they are. Equals
    come by the last change, and where none is known by when they came, after those.
    """
    life = application.life
    came = int(application.created_at.timestamp())
    changed = KNOWN + int(life.last_change.timestamp()) if life.last_change else came
    adopters = 1 + life.adopters if _is_told(body) else 0
    made.add_text("title", squash(body["name"]))
    made.add_unsigned("changed", changed)
    made.add_unsigned("newest", int(application.created_at.timestamp() * 1_000_000))
    made.add_unsigned("adopters", adopters << MOMENT_BITS | changed)
    made.add_unsigned("score", (0 if life.score is None else 1 + life.score) << MOMENT_BITS | changed)
    made.add_unsigned("until", life.holds_until.toordinal())


def _is_told(body: Mapping[str, Any]) -> bool:
    """Say whether everybody may be told who adopted it (`adoption.naming`); what is indexed is listed."""
    return bool(body["visibility"] == Visibility.PUBLIC)


def lineage(region_code: str | None) -> list[str]:
    """Return a region's code and those of the regions around it, the province first."""
    parts = region_code.split(".") if region_code else []
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
