"""Numbers of people (NIK) in the files of a tree: counted, never shown."""

from collections.abc import Iterator

from livinglab.checks import places, resident_numbers
from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.checks.sweeping import MOST, is_data, sweep
from livinglab.language import Text

FEW = 2  # in data; one alone may be chance
FEW_IN_CODE = 3
ENOUGH = 10  # different numbers: no handful of made-up examples any more


def _numbers(subject: Subject) -> Iterator[Evidence]:
    """Yield the worst first: a report that is cut short still shows them."""
    found = [*_in_names(subject), *_in_files(subject)]
    yield from sorted(found, key=lambda evidence: evidence.level is not None)
    yield from _unread(subject)


def _in_files(subject: Subject) -> Iterator[Evidence]:
    for entry, seen in subject.once(sweep):
        found = seen.numbers.credible
        if found >= (FEW if is_data(entry.path) else FEW_IN_CODE):
            lighter = found < ENOUGH or places.is_foreign(entry.path)
            yield Evidence(entry.path, None, _says(found), "warn" if lighter else None)


def _unread(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        size = entry.size or 0
        if size > MOST and is_data(entry.path):
            message = Text(
                id=f"Berkas data ini {size >> 20} MiB: terlalu besar untuk diperiksa isinya.",
                en=f"This file of data has {size >> 20} MiB: too large to be looked into.",
            )
            yield Evidence(entry.path, None, message, "info")


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
