"""Which READMEs of a release people should read: one a language, Indonesian and English first."""

import re
from dataclasses import dataclass
from typing import Literal

from livinglab.checks.documents import prose
from livinglab.checks.subject import Subject

LARGEST = 1 << 20  # bytes; a larger file is no README
MOST = 2
MOST_LOOKED_AT = 10
FEW_WORDS = 5  # of a language, that show which it is

Kind = Literal["markdown", "plain"]
_NAME = re.compile(
    r"(?P<folder>(?:\.github/|docs?/)?)readme(?:[._-](?P<language>id|ind|indonesian?|bahasa|en|eng|english))?"
    r"(?:\.(?P<ending>md|markdown|mdown|mkd|txt|rst|adoc|asciidoc|org))?",
    re.IGNORECASE,
)
_MARKDOWN = {"md", "markdown", "mdown", "mkd"}
_WORD = re.compile(r"[^\W\d_]+")
_INDONESIAN = {
    "yang", "dan", "untuk", "dengan", "ini", "dari", "pada", "adalah", "atau", "dapat", "tidak", "akan",
    "oleh", "dalam", "sebagai", "anda", "jika", "bisa", "sudah", "agar", "juga", "silakan", "jalankan",
}  # fmt: skip
_ENGLISH = {
    "the", "and", "for", "with", "this", "are", "from", "you", "can", "that", "your", "will", "not", "have",
    "is", "of", "in", "be", "an", "as", "by", "if", "how",
}  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """One README: its path, language ("id", "en" or unknown), and text."""

    path: str
    language: str | None
    kind: Kind
    text: str


def choose(subject: Subject) -> list[Chosen]:
    """Return the READMEs to show, at most one a language. What a framework left behind is nobody's README."""
    names = [(path, found) for path in subject.by_path if (found := _NAME.fullmatch(path))]
    names.sort(key=lambda one: (bool(one[1]["folder"]), _kind(one[1]) != "markdown", one[0]))
    by_language: dict[str | None, Chosen] = {}
    for path, found in names[:MOST_LOOKED_AT]:
        text = subject.text(path, most=LARGEST)
        if text is None or not text.strip() or prose.is_boilerplate(text):
            continue
        language = _named(found["language"]) or written_in(text)
        by_language.setdefault(language, Chosen(path, language, _kind(found), text))
    return [by_language[one] for one in ("id", "en", None) if one in by_language][:MOST]


def written_in(text: str) -> str | None:
    """Tell Indonesian and English apart by the words that each is full of; None where neither shows."""
    words = [word.lower() for word in _WORD.findall(text[:LARGEST])]
    indonesian = sum(word in _INDONESIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    if max(indonesian, english) < FEW_WORDS or indonesian == english:
        return None
    return "id" if indonesian > english else "en"


def _named(said: str | None) -> str | None:
    if not said:
        return None
    return "en" if said.lower().startswith("en") else "id"


def _kind(found: re.Match[str]) -> Kind:
    return "markdown" if (found["ending"] or "").lower() in _MARKDOWN else "plain"
