"""Copies of databases that were committed: they tend to hold people's data."""

import re
from collections.abc import Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.language import Text

LARGE = 1 << 20  # bytes; below it, a seed or a schema
_DUMP = re.compile(r".+\.(sql|dump|bak)(\.(gz|zip|bz2|xz))?", re.IGNORECASE)


def _large(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        if _DUMP.fullmatch(entry.path) and (entry.size or 0) >= LARGE:
            yield Evidence(entry.path)


CHECKS = (
    Check(
        "database-dump",
        "warn",
        Text(id="Ini tampak seperti salinan basis data.", en="This looks like a copy of a database."),
        Text(
            id="Pastikan tidak ada data pribadi di dalamnya, atau hapus.",
            en="Make sure that it holds no personal data, or remove it.",
        ),
        _large,
    ),
)
