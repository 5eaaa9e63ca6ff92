"""Whether an environment file with its passwords was committed, now or ever before."""

from collections.abc import Iterator

from livinglab.checks import environment_history, places
from livinglab.checks.check import Check, Evidence
from livinglab.checks.secrets import scanner
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.trees import Entry

MOST = 1 << 20  # bytes of an environment that is read; a larger one is none


def _tracked(subject: Subject) -> Iterator[Evidence]:
    entries = [entry for entry in subject.files if places.is_environment(entry.path)]
    for entry, secrets in subject.each("environment", _count, entries, most=MOST):
        yield _judge(entry, secrets)
    yield from (Evidence(entry.path) for entry in entries if (entry.size or 0) > MOST)


def _count(path: str, content: bytes) -> int:
    return len(scanner.find(path, content))


def _judge(entry: Entry, secrets: int) -> Evidence:
    """A file with nothing but harmless settings is a habit to mend, not a leak."""
    if not secrets:
        return Evidence(entry.path, None, _HARMLESS, "warn")
    message = Text(
        id=f"Berkas ini ikut tersimpan di git dan tampak memuat {secrets} rahasia.",
        en=f"This file was committed and seems to hold {secrets} secret{'s' if secrets > 1 else ''}.",
    )
    return Evidence(entry.path, None, message, "warn" if places.is_foreign(entry.path) else None)


_HARMLESS = Text(
    id="Berkas ini ikut tersimpan di git. Rahasia tidak tampak di dalamnya, tetapi di sinilah tempatnya.",
    en="This file was committed. No secret was seen in it, but this is where they usually end up.",
)


def _in_history(subject: Subject) -> Iterator[Evidence]:
    for path, commit in environment_history.removed(subject) or ():
        yield Evidence(path, None, _says(commit[:10]))


def _says(commit: str) -> Text:
    return Text(
        id=f"Berkas ini sudah dihapus, tetapi isinya masih terbaca di riwayat git (commit {commit}).",
        en=f"This file was removed, but git's history still shows what was in it (commit {commit}).",
    )


def _unknown(subject: Subject) -> Iterator[Evidence]:
    if environment_history.removed(subject) is None:
        yield Evidence()


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
    Check(
        "env-in-history",
        "warn",
        Text(
            id="Berkas .env pernah tersimpan di git dan masih terbaca di riwayatnya.",
            en="An .env file was committed once and can still be read in the history.",
        ),
        Text(
            id="Ganti semua rahasia yang pernah ada di dalamnya. Sesudah itu riwayat tidak perlu ditulis "
            "ulang; menulis ulang tanpa mengganti rahasia tidak menolong.",
            en="Change every secret that was ever in it. The history need not be rewritten then; rewriting "
            "it without changing the secrets does not help.",
        ),
        _in_history,
    ),
    Check(
        "env-history-unknown",
        "info",
        Text(
            id="Riwayat git tidak lengkap di sini, sehingga tidak diketahui apakah .env pernah disimpan.",
            en="The history is not whole here, so nobody can tell whether an .env was ever committed.",
        ),
        Text(
            id="Ambil riwayat lengkap dengan `git fetch --unshallow`, lalu periksa lagi.",
            en="Get the whole history with `git fetch --unshallow`, then look again.",
        ),
        _unknown,
    ),
)
