"""Synonyms: words and phrases that count as one, read from synonyms.txt."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from registry.catalog.search.stems import stem
from registry.catalog.search.words import STOP, of_query

FILE = Path(__file__).with_name("synonyms.txt")
LONGEST_PHRASE = 5
MARK = "="  # in front of a group's term, so that it never meets a word

Phrase = tuple[str, ...]


class SynonymError(Exception):
    """A line of synonyms.txt is wrong; the message names it."""


class Synonyms:
    """Groups of phrases, each known by the term of its group."""

    def __init__(self, groups: dict[Phrase, str]) -> None:
        self._groups = groups
        self._members: dict[str, list[str]] = {}
        for phrase, group in groups.items():
            self._members.setdefault(group, []).extend(phrase if len(phrase) == 1 else [])

    def group(self, *stems: str) -> str | None:
        """Return the group's term of these stems, if they are a member of one."""
        return self._groups.get(stems)

    def members(self, group: str) -> list[str]:
        """Return the single stems of a group."""
        return self._members.get(group, [])

    def within(self, stems: Sequence[str]) -> Iterator[str]:
        """Yield the group's term of every phrase in a text, overlapping ones too."""
        for start in range(len(stems)):
            for length in range(1, LONGEST_PHRASE + 1):
                group = self._groups.get(tuple(stems[start : start + length]))
                if group is not None and start + length <= len(stems):
                    yield group

    def cut(self, stems: Sequence[str]) -> Iterator[tuple[Phrase, str | None]]:
        """Cut a query into phrases, the longest known ones first, each with its group."""
        start = 0
        while start < len(stems):
            for length in range(min(LONGEST_PHRASE, len(stems) - start), 0, -1):
                phrase = tuple(stems[start : start + length])
                if phrase in self._groups or length == 1:
                    yield phrase, self._groups.get(phrase)
                    start += length
                    break


@cache
def shipped() -> Synonyms:
    """Return the groups of synonyms.txt."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Synonyms:
    """Read groups, one a line. Raises SynonymError with the number of the line that is wrong."""
    groups: dict[Phrase, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        members = [_phrase(member, number) for member in line.partition("#")[0].split(MARK) if member.strip()]
        if len(members) == 1:
            raise SynonymError(f"synonyms.txt, line {number}: a group needs two members")
        for member in dict.fromkeys(members):
            if member in groups:
                raise SynonymError(f"synonyms.txt, line {number}: {' '.join(member)!r} has a group already")
            groups[member] = MARK + "".join(members[0])
    return Synonyms(groups)


def _phrase(member: str, number: int) -> Phrase:
    phrase = tuple(stem(word) for word in of_query(member) if word not in STOP)
    if not 1 <= len(phrase) <= LONGEST_PHRASE:
        raise SynonymError(
            f"synonyms.txt, line {number}: {member.strip()!r} has no, or more than five, words"
        )
    return phrase
