"""Where a release's licence comes from, and whether the files bear out what is declared."""

import re
from collections.abc import Iterator, Sequence

from livinglab.checks.check import Check, Evidence
from livinglab.checks.licensing import fingerprints
from livinglab.checks.licensing.found import LicenseEvidence, LicenseFound, Provenance
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.manifest import licenses
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


def judge(subject: Subject) -> LicenseFound:
    """Find the licence of a tree and hold it against what is declared, by the authors or by a curator."""
    declared = subject.manifest.license if subject.manifest else None
    evidence = [_read(entry, subject) for entry in _candidates(subject.files)]
    wanted = {fingerprints.family(spdx) for spdx in licenses.identifiers(declared)} if declared else set()
    if not evidence:
        return LicenseFound(declared, None, None, usable=False, reason=_MISSING, declared=declared)
    chosen = next((one for one in evidence if one.spdx in wanted), None) or _first_known(evidence)
    provenance = _provenance(chosen, declared, wanted)
    usable = provenance == "declared"
    return LicenseFound(
        spdx=declared or chosen.spdx,
        file=chosen.path,
        blob=subject.by_path[chosen.path].oid,
        usable=usable,
        reason=None if usable else Text(id=provenance, en=provenance),
        declared=declared,
        provenance=provenance,
        evidence=tuple(evidence),
    )


def _candidates(files: Sequence[Entry]) -> list[Entry]:
    small = [entry for entry in files if entry.size and entry.size <= LARGEST]
    top = [entry for entry in small if _NAME.fullmatch(entry.path)]
    chosen = top or [entry for entry in small if _REUSE.fullmatch(entry.path)]
    return sorted(chosen, key=lambda entry: (len(entry.path), entry.path))[:_MOST_FILES]


def _read(entry: Entry, subject: Subject) -> LicenseEvidence:
    text = subject.text(entry.path, most=LARGEST) or ""
    spdx = fingerprints.recognise(text)
    return LicenseEvidence("file", entry.path, 1, spdx, spdx, framework=fingerprints.framework(text))


def _first_known(evidence: list[LicenseEvidence]) -> LicenseEvidence:
    return next((one for one in evidence if one.spdx), evidence[0])


def _provenance(chosen: LicenseEvidence, declared: str | None, wanted: set[str]) -> Provenance:
    if chosen.spdx is None or (declared and chosen.spdx not in wanted):
        return "conflicting"
    return "boilerplate" if chosen.framework else "declared"


def _with(provenance: Provenance, subject: Subject) -> Iterator[Evidence]:
    found = subject.once(judge)
    if found.provenance == provenance:
        yield Evidence(found.file)


def _none(subject: Subject) -> Iterator[Evidence]:
    yield from _with("none", subject)


CHECKS = (Check("license-file-missing", "block", _MISSING, _MISSING, _none),)
