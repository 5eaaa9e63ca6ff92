"""Every file that may hold secrets or people's numbers, read once: reading costs more than looking."""

from functools import lru_cache
from typing import NamedTuple

from livinglab.checks import dumps, places, resident_numbers, unpacking
from livinglab.checks.resident_numbers import Count
from livinglab.checks.secrets import scanner
from livinglab.checks.secrets.judging import Hit
from livinglab.checks.subject import Subject
from livinglab.repository.trees import Entry

MOST = 32 << 20  # bytes of a file of data that is read
MOST_OF_CODE = scanner.MOST
_TEXTS = frozenset(("csv", "tsv", "txt", "json", "jsonl", "xml", "log", "yml", "yaml", "vcf", "xls"))
_SHEETS = frozenset(("xlsx", "ods", "docx", "sqlite", "sqlite3", "db", "mdb", "dbf"))


class Seen(NamedTuple):
    """What one file showed: places of secrets, and how many numbers like a NIK."""

    hits: tuple[Hit, ...] = ()
    numbers: Count = Count()


def sweep(subject: Subject) -> list[tuple[Entry, Seen]]:
    """Return each file in which something was seen; ask for it by `subject.once(sweep)`."""
    chosen = [entry for entry in subject.files if _is_worth_reading(entry.path)]
    data = [entry for entry in chosen if is_data(entry.path)]
    code = [entry for entry in chosen if not is_data(entry.path)]
    found = [
        *subject.each("sweep", _look, data, most=MOST),
        *subject.each("sweep", _look, code, most=MOST_OF_CODE),
    ]
    return [(entry, seen) for entry, seen in found if seen.hits or seen.numbers.credible]


def is_data(path: str) -> bool:
    """Tell whether a file's name is one of data rather than code."""
    return places.suffix(path) in _TEXTS or places.suffix(path) in _SHEETS


def _look(path: str, content: bytes) -> Seen:
    hits = scanner.find(path, content) if _may_hold_secrets(path) else ()
    if dumps.is_dump(path):  # looked into as a whole by its own check
        return Seen(hits)
    pieces = unpacking.texts(content) if places.suffix(path) in _SHEETS else [content]
    return Seen(hits, resident_numbers.count(pieces))


@lru_cache(maxsize=1 << 16)
def _is_worth_reading(path: str) -> bool:
    if places.is_lock_file(path):
        return False
    return not places.is_unreadable(path) or places.suffix(path) in _TEXTS or places.suffix(path) in _SHEETS


def _may_hold_secrets(path: str) -> bool:
    """Leave out what is no text, and environments, which are judged as a whole by their own check."""
    return not (places.is_unreadable(path) or places.is_environment(path))
