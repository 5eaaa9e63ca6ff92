"""Copies of databases, backups, shell histories and logs that were committed: people's data lies in them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from livinglab.checks import places, resident_numbers, unpacking
from livinglab.checks.check import Check, Evidence, Level
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.trees import Entry

LARGE = 1 << 20  # bytes; below it, what holds no data of people is a seed or a schema
MOST = 32 << 20  # bytes of a dump that is looked into; the same bound holds for what it unpacks to
MOST_TABLES = 2_000  # whose names are told apart
ENOUGH = 10  # numbers like a NIK that are no handful of examples any more
_DUMP = re.compile(
    r"\.(sql|dump|mysqldump|pgdump|dmp)(\.(gz|zip|bz2|xz|bak|old|7z|rar|txt))?$", re.IGNORECASE
)
_BACKUP = re.compile(
    r"((^|/)[^/]*(backups?|bak|cadangan|bkp)[^/]*(/[^/]+)?|(^|/)(www|public_html|htdocs|html|db|database|data|site|web)"
    r"[^/]*)\.(zip|rar|7z|tar|tgz|gz|bz2|xz|wpress|sqlite3?|mdb)$"
    r"|\.(bak|backup|wpress)$",
    re.IGNORECASE,
)
_BACKUP_SUFFIXES = frozenset(
    (
        "zip",
        "rar",
        "7z",
        "tar",
        "tgz",
        "gz",
        "bz2",
        "xz",
        "wpress",
        "sqlite",
        "sqlite3",
        "mdb",
        "bak",
        "backup",
    )
)
_CODE_COPY = re.compile(
    r"\.(php|js|css|html?|py|rb|go|java|ts|vue|blade|twig|tpl|less|scss|htaccess)\.(bak|backup)$", re.I
)
_HISTORY = re.compile(
    r"(^|/)\.((bash|zsh|sh|ksh|mysql|mariadb|psql|sqlite|python|php|node_repl|rediscli|mongo|dbshell|tinker)_?history"
    r"|history|dbshell|rediscli_history|psysh_history)$",
    re.IGNORECASE,
)
_LOG = re.compile(
    r"(^|/)(error_log|(php_?)?errors?(_log)?\.(log|txt)|php_errorlog|debug\.log|laravel[^/]*\.log|access[._]log"
    r"|npm-debug\.log|yarn-error\.log|log-\d{4}-\d\d-\d\d\.(php|log)|(storage/logs|application/logs|writable/logs)/[^/]+"
    r"\.(log|php))$",
    re.IGNORECASE,
)
_INSERT = re.compile(
    rb"\b(?:insert\s{1,8}(?:ignore\s{1,8})?into|copy)\s{1,8}[`\"\[]?(?:\w{1,64}[`\"\]]?\.[`\"\[]?)?(\w{1,64})",
    re.I,
)
_PEOPLE = re.compile(
    rb"users?$|^user|pegawai|penduduk|warga|karyawan|guru|siswa|pasien|anggota|member|customer|pelanggan|staff?$|asn$|pns$"
    rb"|biodata|keluarga|person|employee|login|admin|akun|account|pelapor|pengadu|peserta|responden|pejabat|sessions?$",
    re.IGNORECASE,
)
_TOOL = re.compile(
    rb"mysql dump|mariadb dump|phpmyadmin sql dump|postgresql database dump|adminer|heidisql|navicat|pgdmp",
    re.I,
)
_HEAD = 4096  # bytes in which a tool that wrote a dump names itself


class Contents(NamedTuple):
    """What a dump holds, counted: rows' statements, tables of people among them, numbers like a NIK."""

    by_tool: bool = False
    inserts: int = 0
    people: int = 0
    numbers: int = 0
    read: bool = True


@lru_cache(maxsize=1 << 16)
def is_dump(path: str) -> bool:
    """Tell by its name whether a file is a copy of a database."""
    return _DUMP.search(path.rpartition("/")[2]) is not None


def look_into(path: str, content: bytes) -> Contents:
    """Count what a dump holds. A password on it, or a format that cannot be opened, leaves `read` false."""
    pieces = [piece for piece in unpacking.texts(content) if piece]
    inserts, tables = 0, set[bytes]()
    for found in (found for piece in pieces for found in _INSERT.finditer(piece)):
        inserts += 1
        if len(tables) < MOST_TABLES:
            tables.add(found[1].lower())
    return Contents(
        by_tool=any(_TOOL.search(piece[:_HEAD]) for piece in pieces),
        inserts=inserts,
        people=sum(1 for name in tables if _PEOPLE.search(name)),
        numbers=resident_numbers.count(pieces).credible,
        read=bool(pieces) and not path.lower().endswith((".7z", ".rar")),
    )


def _dumps(subject: Subject) -> Iterator[Evidence]:
    entries = [entry for entry in subject.files if entry.size and is_dump(entry.path)]
    found = [_unread(entry) for entry in entries if (entry.size or 0) > MOST]
    for entry, contents in subject.each("dumps", look_into, entries, most=MOST):
        found += _judge(entry, contents)
    yield from sorted(found, key=lambda evidence: ("block", "warn", "info").index(evidence.level or "warn"))


def _judge(entry: Entry, contents: Contents) -> Iterator[Evidence]:
    """Weigh one dump; a schema, and seeds of plain reference tables, are nothing to speak of."""
    if contents.numbers:
        heavy = contents.numbers >= ENOUGH and not places.is_foreign(entry.path)
        yield Evidence(entry.path, None, _numbers(contents), "block" if heavy else "warn")
    elif contents.people:
        copied = contents.by_tool or (entry.size or 0) >= LARGE  # else a seed with its first accounts
        yield Evidence(entry.path, None, _people(contents), _lighter("warn", entry) if copied else "info")
    elif (entry.size or 0) >= LARGE or not contents.read:
        yield Evidence(entry.path, level=_lighter("warn", entry))
    elif contents.by_tool and contents.inserts:
        yield Evidence(entry.path, None, _NO_PEOPLE, "info")


def _lighter(level: Level, entry: Entry) -> Level:
    return "info" if places.is_foreign(entry.path) else level


def _unread(entry: Entry) -> Evidence:
    size = (entry.size or 0) >> 20
    message = Text(
        id=f"Ini tampak seperti salinan basis data. Dengan {size} MiB, isinya terlalu besar diperiksa.",
        en=f"This looks like a copy of a database. With {size} MiB it is too large to be looked into.",
    )
    return Evidence(entry.path, None, message, "warn")


def _numbers(contents: Contents) -> Text:
    return Text(
        id=f"Di dalamnya ada {contents.numbers} angka yang tampak seperti NIK atau nomor KK.",
        en=f"There are {contents.numbers} numbers in it that look like people's NIK or family card numbers.",
    )


def _people(contents: Contents) -> Text:
    return Text(
        id=f"Salinan basis data ini memuat data orang atau akun (tabel: {contents.people}).",
        en=f"This copy of a database holds data of people or accounts (tables: {contents.people}).",
    )


_NO_PEOPLE = Text(
    id="Salinan basis data dengan isinya; tidak tampak data orang di dalamnya.",
    en="A copy of a database with its content; no data of people was seen in it.",
)


def _backups(subject: Subject) -> Iterator[Evidence]:
    entries = [entry for entry in subject.files if _is_backup(entry)]
    archives = [entry for entry in entries if not _CODE_COPY.search(entry.path)]
    for entry, contents in subject.each("dumps", look_into, archives, most=MOST):
        if contents.numbers:
            level: Level = "block" if contents.numbers >= ENOUGH else "warn"
            yield Evidence(entry.path, None, _numbers(contents), level)
        else:
            yield Evidence(entry.path)
    for entry in entries:
        if _CODE_COPY.search(entry.path) or (entry.size or 0) > MOST:
            yield Evidence(entry.path, level="info" if _CODE_COPY.search(entry.path) else None)


def _is_backup(entry: Entry) -> bool:
    path = entry.path
    if places.suffix(path) not in _BACKUP_SUFFIXES or not entry.size:
        return False
    return _BACKUP.search(path) is not None and not is_dump(path) and not places.is_foreign(path)


def _histories(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        if "history" in entry.path and _HISTORY.search(entry.path) and entry.size:
            yield Evidence(entry.path, level="warn" if places.is_foreign(entry.path) else None)


def _logs(subject: Subject) -> Iterator[Evidence]:
    for entry in subject.files:
        name = entry.path.rpartition("/")[2].lower()
        if "log" not in name and "errors" not in name:
            continue
        if _LOG.search(entry.path) and entry.size:
            yield Evidence(entry.path)


CHECKS = (
    Check(
        "database-dump",
        "warn",
        Text(id="Ini tampak seperti salinan basis data.", en="This looks like a copy of a database."),
        Text(
            id="Hapus dari repositori dan riwayatnya; sediakan migrasi atau skema tanpa data. Data pribadi "
            "di dalamnya dilindungi UU 27/2022.",
            en="Remove it from the repository and its history; provide migrations or a schema without data. "
            "Personal data in it is protected by Law 27/2022.",
        ),
        _dumps,
    ),
    Check(
        "backup-file",
        "warn",
        Text(id="Ini tampak seperti cadangan.", en="This looks like a backup."),
        Text(
            id="Hapus: git sudah menyimpan versi lama, dan cadangan sering memuat data serta kata sandi.",
            en="Remove it: git keeps old versions already, and backups often hold data and passwords.",
        ),
        _backups,
    ),
    Check(
        "shell-history",
        "block",
        Text(
            id="Ini riwayat perintah seseorang di server; di dalamnya sering ada kata sandi.",
            en="This is somebody's history of commands on a server; passwords are often in it.",
        ),
        Text(
            id="Hapus dari repositori dan ganti setiap kata sandi yang pernah diketik di sana.",
            en="Remove it from the repository and change every password that was typed there.",
        ),
        _histories,
    ),
    Check(
        "error-log",
        "info",
        Text(
            id="Ini catatan galat atau akses dari server; isinya bisa memuat data pengguna.",
            en="This is a server's log of errors or visits; it may hold data of users.",
        ),
        Text(id="Hapus dan masukkan ke .gitignore.", en="Remove it and add it to .gitignore."),
        _logs,
    ),
)
