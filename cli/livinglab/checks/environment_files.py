"""Whether an environment file with its passwords was committed."""

import re
from collections.abc import Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.subject import Subject
from livinglab.language import Text

_ENVIRONMENT = re.compile(
    r"\.env(\.(local|prod|production|staging|live|server|backup|bak|old))?", re.IGNORECASE
)
_FOREIGN = re.compile(r"(^|/)(vendor|node_modules|tests?|testdata|fixtures|examples?)/", re.IGNORECASE)


def _tracked(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        if _ENVIRONMENT.fullmatch(entry.path.rpartition("/")[2]):
            yield Evidence(entry.path, level="warn" if _FOREIGN.search(entry.path) else None)


CHECKS = (
    Check(
        "env-tracked",
        "block",
        Text(
            id="Berkas ini biasanya berisi kata sandi dan ikut tersimpan di git.",
            en="This file usually holds passwords, and it was committed.",
        ),
        Text(
            id="Hapus dari repositori, ganti semua rahasia di dalamnya, dan sediakan "
            ".env.example tanpa rahasia.",
            en="Remove it from the repository, change every secret in it, and provide an .env.example "
            "without secrets.",
        ),
        _tracked,
    ),
)
