"""What in a tree keeps others from using it, or may surprise them."""

import re
from collections.abc import Iterator, Sequence

from livinglab.checks.findings import Finding, Level
from livinglab.language import Text
from livinglab.repository.names import printable
from livinglab.repository.trees import Entry, Survey

MOST_OF_A_KIND = 10
LARGE_DUMP = 1 << 20  # bytes; below it, a seed or a schema
_ENVIRONMENT = re.compile(
    r"\.env(\.(local|prod|production|staging|live|server|backup|bak|old))?", re.IGNORECASE
)
_DUMP = re.compile(r".+\.(sql|dump|bak)(\.(gz|zip|bz2|xz))?", re.IGNORECASE)
_FOREIGN = re.compile(r"(^|/)(vendor|node_modules|tests?|testdata|fixtures|examples?)/", re.IGNORECASE)


def judge_files(entries: Sequence[Entry]) -> list[Finding]:
    """Look at names and sizes: secrets and dumps that were committed."""
    environment = [entry for entry in entries if _ENVIRONMENT.fullmatch(entry.path.rpartition("/")[2])]
    dumps = [entry for entry in entries if _DUMP.fullmatch(entry.path) and (entry.size or 0) >= LARGE_DUMP]
    found = [_tracked_environment(printable(entry.path)) for entry in environment[:MOST_OF_A_KIND]]
    return found + [_dump(printable(entry.path)) for entry in dumps[:MOST_OF_A_KIND]]


def judge_tree(survey: Survey) -> list[Finding]:
    """Turn what a survey counted into findings."""
    return [*_dangerous(survey), *_inconvenient(survey)]


def _dangerous(survey: Survey) -> Iterator[Finding]:
    yield from _each(
        "submodule",
        "block",
        survey.submodules,
        Text(
            id="Submodul git tidak diambil. Masukkan isinya ke repositori, atau pasang sebagai paket",
            en="A git submodule is not fetched. Put its content into the repository, or make it a package",
        ),
    )
    yield from _each(
        "symlink-escapes",
        "block",
        survey.escaping_symlinks,
        Text(
            id="Tautan simbolik ini menunjuk ke luar repositori. Hapus atau arahkan ke dalam",
            en="This symbolic link leads out of the repository. Remove it or point it inside",
        ),
    )


def _inconvenient(survey: Survey) -> Iterator[Finding]:
    yield from _each(
        "windows-name",
        "warn",
        survey.windows_names,
        Text(id="Windows tidak dapat menyimpan nama ini", en="Windows cannot hold this name"),
    )
    yield from _each(
        "case-collision",
        "warn",
        survey.case_collisions,
        Text(
            id="Nama ini hanya berbeda huruf besar-kecil dari nama lain; di Windows dan macOS satu hilang",
            en="This name differs from another only in case; on Windows and macOS one gets lost",
        ),
    )
    yield from _each(
        "lfs-pointer",
        "warn",
        survey.lfs_pointers,
        Text(
            id="Isi berkas ini ada di Git LFS dan tidak ikut diambil",
            en="The content of this file is in Git LFS and is not fetched along",
        ),
    )


def _each(code: str, level: Level, paths: Sequence[str], message: Text) -> Iterator[Finding]:
    for path in paths[:MOST_OF_A_KIND]:
        yield Finding(code, level, message, path)


def _tracked_environment(path: str) -> Finding:
    message = Text(
        id="Berkas ini biasanya berisi kata sandi. Hapus dari repositori, ganti semua rahasia di dalamnya, "
        "dan sediakan .env.example tanpa rahasia",
        en="This file usually holds passwords. Remove it from the repository, change every secret in it, and "
        "provide an .env.example without secrets",
    )
    return Finding("env-tracked", "warn" if _FOREIGN.search(path) else "block", message, path)


def _dump(path: str) -> Finding:
    message = Text(
        id="Ini tampak seperti salinan basis data. Pastikan tidak ada data pribadi di dalamnya",
        en="This looks like a copy of a database. Make sure that it holds no personal data",
    )
    return Finding("database-dump", "warn", message, path)
