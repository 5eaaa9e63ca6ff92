"""Passwords, tokens and keys in the files of a tree."""

import re
from collections.abc import Iterator

from livinglab.checks import places
from livinglab.checks.check import Check, Evidence
from livinglab.checks.secrets.scanner import prepare
from livinglab.checks.subject import Subject
from livinglab.checks.sweeping import sweep
from livinglab.language import Text

__all__ = ["CHECKS", "prepare"]

_KEY_FILE = re.compile(
    r"(^|/)(id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(p12|pfx|jks|keystore|ppk|kdbx?)|\.git-credentials|\.netrc|\.pgpass)$",
    re.IGNORECASE,
)
_KEY_FILE_SAYS = Text(
    id="Berkas ini menyimpan kunci atau kata sandi.", en="This file is one that keeps keys or passwords."
)


def _written(subject: Subject) -> Iterator[Evidence]:
    """Yield live-looking ones first: a report that is cut short still shows them."""
    found = [*_key_files(subject), *_in_texts(subject)]
    yield from sorted(found, key=lambda evidence: evidence.level is not None)


def _in_texts(subject: Subject) -> Iterator[Evidence]:
    for entry, seen in subject.once(sweep):
        lighter = places.is_foreign(entry.path) or places.is_machine_made(entry.path)
        for hit in seen.hits:
            yield Evidence(entry.path, hit.line, hit.sentence, "warn" if hit.weak or lighter else None)


def _key_files(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        if _KEY_FILE.search(entry.path):
            lighter = places.is_foreign(entry.path)
            yield Evidence(entry.path, message=_KEY_FILE_SAYS, level="warn" if lighter else None)


CHECKS = (
    Check(
        "secret-found",
        "block",
        Text(
            id="Kata sandi, token, atau kunci tampak tertulis di sini.",
            en="A password, token or key seems to be written here.",
        ),
        Text(
            id="Ganti rahasia itu di layanannya, lalu pindahkan ke variabel lingkungan (.env). Menghapusnya "
            "dari berkas saja tidak cukup: ia tetap ada di riwayat git.",
            en="Change the secret at its service, then move it to an environment variable (.env). Removing "
            "it from the file is not enough: it stays in git's history.",
        ),
        _written,
    ),
)
