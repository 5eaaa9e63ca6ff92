"""Whether there is a licence that anybody may rely on: its file, its text, and what the manifest declares."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from livinglab.checks import fingerprints
from livinglab.checks.findings import Finding, Level, LicenseFound
from livinglab.language import Text
from livinglab.manifest import licenses
from livinglab.repository import objects
from livinglab.repository.trees import Entry

LARGEST = 256 << 10  # bytes of a licence file that are worth reading
_NAME = re.compile(r"(licen[cs]es?|lisensi|copying|unlicense)([-_.][^/]{0,40})?", re.IGNORECASE)
_REUSE = re.compile(r"LICENSES/[^/]{1,60}\.txt")
_MOST_FILES = 10

_MISSING = Text(
    id="Tidak ada berkas lisensi. Tambahkan berkas LICENSE di folder teratas, misalnya teks EUPL-1.2 atau "
    "MIT, dengan nama instansi Anda sebagai pemegang hak cipta",
    en="There is no licence file. Add a file LICENSE to the top folder, such as the text of EUPL-1.2 or MIT, "
    "with your institution as the copyright holder",
)


class _File(NamedTuple):
    entry: Entry
    spdx: str | None
    framework: str | None


def judge(
    entries: Sequence[Entry], reader: objects.Reader, declared: str | None, *, by_authors: bool
) -> tuple[LicenseFound, list[Finding]]:
    """Find the licence of a tree and hold it against what is declared, by the authors or by a curator."""
    files = [_read(entry, reader) for entry in _candidates(entries)]
    if not files:
        finding = Finding("license-file-missing", "block", _MISSING)
        return LicenseFound(declared, None, None, usable=False, reason=_MISSING), [finding]
    wanted = {fingerprints.family(spdx) for spdx in licenses.identifiers(declared)} if declared else set()
    chosen = next((file for file in files if file.spdx in wanted), None) or _first_known(files)
    doubt = _compare(chosen, declared, wanted, by_authors=by_authors)
    spdx = declared or chosen.spdx
    usable = spdx is not None and not (doubt and doubt.level == "block")
    found = LicenseFound(
        spdx=spdx,
        file=chosen.entry.path,
        blob=chosen.entry.oid,
        usable=usable,
        reason=doubt.message if doubt and not usable else None,
    )
    return found, [doubt] if doubt else []


def _candidates(entries: Sequence[Entry]) -> list[Entry]:
    files = [
        entry for entry in entries if entry.mode.startswith("100") and entry.size and entry.size <= LARGEST
    ]
    top = [entry for entry in files if _NAME.fullmatch(entry.path)]
    chosen = top or [entry for entry in files if _REUSE.fullmatch(entry.path)]
    return sorted(chosen, key=lambda entry: (len(entry.path), entry.path))[:_MOST_FILES]


def _read(entry: Entry, reader: objects.Reader) -> _File:
    text = reader.content(entry.oid, max_bytes=LARGEST).decode("utf-8", "replace")
    return _File(entry, fingerprints.recognise(text), fingerprints.framework(text))


def _first_known(files: list[_File]) -> _File:
    return next((file for file in files if file.spdx), files[0])


def _compare(chosen: _File, declared: str | None, wanted: set[str], *, by_authors: bool) -> Finding | None:
    path = chosen.entry.path
    if chosen.spdx is None:
        return Finding("license-unrecognised", "warn", _unrecognised(path), path)
    if declared and chosen.spdx not in wanted:
        return Finding("license-conflict", "block", _conflict(path, chosen.spdx, declared), path)
    if chosen.framework:
        level: Level = "warn" if declared and by_authors else "block"
        return Finding("license-framework-boilerplate", level, _boilerplate(path, chosen.framework), path)
    return None


def _unrecognised(path: str) -> Text:
    return Text(
        id=f"Teks {path} bukan lisensi yang kami kenal; bacalah sebelum memakai",
        en=f"The text of {path} is no licence that we know; read it before use",
    )


def _conflict(path: str, found: str, declared: str) -> Text:
    return Text(
        id=f"{path} berisi {found}, tetapi publiccode.yml menyatakan {declared}. Samakan keduanya",
        en=f"{path} holds {found}, but publiccode.yml declares {declared}. Make both say the same",
    )


def _boilerplate(path: str, framework: str) -> Text:
    return Text(
        id=f"{path} adalah lisensi bawaan {framework}, bukan lisensi aplikasi ini. Tulis lisensi sendiri "
        "dengan nama instansi Anda, dan nyatakan di publiccode.yml",
        en=f"{path} is the licence that came with {framework}, not this application's. Write your own, "
        "with your institution's name, and declare it in publiccode.yml",
    )
