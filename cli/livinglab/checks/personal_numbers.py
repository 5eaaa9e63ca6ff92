"""Numbers of people (NIK) in the files of a tree: counted, never shown."""

from collections.abc import Iterator

from livinglab.checks import dumps, places, resident_numbers, unpacking
from livinglab.checks.check import Check, Evidence
from livinglab.checks.resident_numbers import Count
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.trees import Entry

MOST = 32 << 20  # bytes of a file of data that is read
MOST_OF_CODE = 4 << 20
FEW = 2  # in data; one alone may be chance
FEW_IN_CODE = 3
ENOUGH = 10  # different numbers: no handful of made-up examples any more
_TEXTS = frozenset(("csv", "tsv", "txt", "json", "jsonl", "xml", "log", "yml", "yaml", "vcf", "xls"))
_SHEETS = frozenset(("xlsx", "ods", "docx", "sqlite", "sqlite3", "db", "mdb", "dbf"))


def _numbers(subject: Subject) -> Iterator[Evidence]:
    """Yield the worst first: a report that is cut short still shows them."""
    found = [*_in_names(subject), *_in(subject, data=True), *_in(subject, data=False)]
    yield from sorted(found, key=lambda evidence: evidence.level is not None)


def _in(subject: Subject, *, data: bool) -> Iterator[Evidence]:
    chosen = [
        entry for entry in subject.files if _is_data(entry) == data and _is_worth_reading(entry, data=data)
    ]
    most, few = (MOST, FEW) if data else (MOST_OF_CODE, FEW_IN_CODE)
    for entry, found in subject.each("personal-numbers", _count, chosen, most=most):
        if found.credible >= few:
            lighter = found.credible < ENOUGH or places.is_foreign(entry.path)
            yield Evidence(entry.path, None, _says(found.credible), "warn" if lighter else None)


def _in_names(subject: Subject) -> Iterator[Evidence]:
    """Count those in the names of files: scans of identity cards are often called by their number."""
    names = "\n".join(entry.path for entry in subject.files).encode("utf-8", "replace")
    found = resident_numbers.count([names]).credible
    if found >= FEW:
        message = Text(
            id=f"Nama berkas di sini memuat {found} angka yang tampak seperti NIK atau nomor KK.",
            en=f"Names of files hold {found} numbers that look like people's NIK or family card numbers.",
        )
        yield Evidence(message=message, level=None if found >= ENOUGH else "warn")


def _count(path: str, content: bytes) -> Count:
    return resident_numbers.count(unpacking.texts(content) if places.suffix(path) in _SHEETS else [content])


def _is_data(entry: Entry) -> bool:
    return places.suffix(entry.path) in _TEXTS | _SHEETS


def _is_worth_reading(entry: Entry, *, data: bool) -> bool:
    """Leave out what another check reads, and what cannot hold people's numbers."""
    path = entry.path
    if dumps.is_dump(path) or places.is_lock_file(path):
        return False
    return data or not places.is_unreadable(path)


def _says(number: int) -> Text:
    return Text(
        id=f"{number} angka di sini tampak seperti NIK atau nomor KK.",
        en=f"{number} numbers here look like people's NIK or family card numbers.",
    )


CHECKS = (
    Check(
        "personal-numbers",
        "block",
        Text(
            id="Berkas ini memuat angka yang tampak seperti NIK.",
            en="This file holds numbers that look like people's NIK.",
        ),
        Text(
            id="Hapus data pribadi (UU 27/2022) dari repositori dan riwayatnya; untuk contoh, pakailah angka "
            "yang tidak mungkin NIK, misalnya berawalan 99.",
            en="Remove personal data (Law 27/2022) from the repository and its history; for examples use "
            "numbers that can be no NIK, such as ones that begin with 99.",
        ),
        _numbers,
    ),
)
