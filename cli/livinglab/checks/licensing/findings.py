"""What of a licence stands between a release and its reuse: the checks."""

from collections.abc import Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.licensing import expressions, reasons, vendored
from livinglab.checks.licensing.found import LicenseEvidence
from livinglab.checks.licensing.provenance import judge, read
from livinglab.checks.subject import Subject
from livinglab.language import Text


def _missing(subject: Subject) -> Iterator[Evidence]:
    found, sources = subject.once(judge), subject.once(read)
    if found.provenance == "none" and not sources.unknown:
        yield Evidence()


def _conflicts(subject: Subject) -> Iterator[Evidence]:
    sources = subject.once(read)
    if subject.once(judge).provenance == "conflicting":
        for one in sources.against:
            yield Evidence(one.path, one.line, reasons.against(one, sources.declared))


def _boilerplate(subject: Subject) -> Iterator[Evidence]:
    """Weighs less where the owner states a licence elsewhere, and nothing where that agrees."""
    found, sources = subject.once(judge), subject.once(read)
    if found.provenance == "boilerplate":
        for one in sources.skeleton:
            yield Evidence(one.path, one.line, _came_with(one))
    elif found.provenance == "declared":
        for one in sources.skeleton:
            contradicts = bool(found.spdx and one.spdx and not expressions.agree(found.spdx, one.spdx))
            if contradicts or not sources.agreeing:
                yield Evidence(one.path, one.line, _came_with(one), "info" if contradicts else "warn")


def _came_with(one: LicenseEvidence) -> Text:
    return Text(
        id=f"{one.spdx} di sini ikut terbawa dari kerangka {one.framework}.",
        en=f"{one.spdx} here came with the skeleton of {one.framework}.",
    )


def _unrecognised(subject: Subject) -> Iterator[Evidence]:
    """A text that nobody knows is in the way unless a known one stands beside it."""
    found, sources = subject.once(judge), subject.once(read)
    if found.provenance in {"none", "conflicting"}:
        for one in sources.unknown:
            yield Evidence(one.path, one.line, reasons.unrecognised(one))


def _not_open(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(judge)
    if found.provenance == "declared" and not found.usable:
        path = found.file or next((one.path for one in found.evidence), subject.manifest_path)
        yield Evidence(path, None, reasons.not_open(found.spdx))


def _by_agreement(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(judge)
    if found.provenance == "by-agreement":
        yield Evidence(found.file)


def _text_missing(subject: Subject) -> Iterator[Evidence]:
    """One for each licence of the expression whose text is not there, unless it is one of alternatives."""
    found = subject.once(judge)
    if found.provenance != "declared" or found.spdx is None:
        return
    texts = {
        name
        for one in found.evidence
        if one.source == "file"
        for name in expressions.families(one.spdx or "")
    }
    if not expressions.holds(found.spdx, lambda spdx: expressions.family(spdx) in texts):
        missing = sorted(expressions.families(found.spdx) - texts)
        yield Evidence(message=_lacks(", ".join(missing)))


def _lacks(names: str) -> Text:
    return Text(
        id=f"Lisensinya dinyatakan, tetapi teksnya ({names}) tidak ada di repositori.",
        en=f"The licence is declared, but its text ({names}) is not in the repository.",
    )


def _deprecated(subject: Subject) -> Iterator[Evidence]:
    declared = subject.once(read).declared
    for spdx in expressions.deprecated(declared or ""):
        yield Evidence(subject.manifest_path, None, _replaced(spdx))


def _replaced(spdx: str) -> Text:
    better = f"{spdx[:-1]}-or-later" if spdx.endswith("+") else f"{spdx}-only / {spdx}-or-later"
    return Text(
        id=f"SPDX sudah mengganti {spdx}: tulislah {better}.", en=f"SPDX has replaced {spdx}: write {better}."
    )


CHECKS = (
    Check("license-file-missing", "block", reasons.MISSING, reasons.ADD, _missing),
    Check(
        "license-conflict",
        "block",
        Text(
            id="Sumber-sumber lisensi di repositori ini tidak sepakat.",
            en="The places that name this repository's licence disagree.",
        ),
        Text(
            id="Samakan publiccode.yml, berkas LICENSE dan metadata paketnya; hanya pemegang hak cipta yang "
            "tahu mana yang benar.",
            en="Bring publiccode.yml, the file LICENSE and the package's metadata in line; only the "
            "copyright's holder knows which is true.",
        ),
        _conflicts,
    ),
    Check(
        "license-framework-boilerplate",
        "block",
        Text(
            id="Lisensi ini milik kerangka kerjanya, bukan milik aplikasi.",
            en="This licence is the framework's, not the application's.",
        ),
        Text(
            id="Pilih lisensi untuk aplikasi Anda, ganti berkas LICENSE dengan teksnya dan nama instansi "
            "Anda, dan perbaiki metadata paketnya.",
            en="Choose a licence for your application, replace the file LICENSE by its text with your "
            "institution's name, and mend the package's metadata.",
        ),
        _boilerplate,
    ),
    Check(
        "license-unrecognised",
        "block",
        Text(
            id="Teks lisensi ini tidak dikenal atau sudah diubah.",
            en="The text of this licence is unknown or was altered.",
        ),
        Text(
            id="Pakai teks lisensi baku tanpa perubahan. Syarat tambahan hanya dapat dibuat dengan "
            "perjanjian: nyatakan `LicenseRef-…` dan sertakan dokumennya di LICENSES/.",
            en="Use a standard licence's text unchanged. Further conditions need an agreement: declare a "
            "`LicenseRef-…` and put its document into LICENSES/.",
        ),
        _unrecognised,
    ),
    Check(
        "license-not-open",
        "block",
        Text(id="Lisensinya bukan lisensi terbuka.", en="The licence is not an open one."),
        Text(
            id="Pilih lisensi yang disetujui OSI, misalnya EUPL-1.2, atau bagikan dengan perjanjian.",
            en="Choose a licence that the OSI approves, such as EUPL-1.2, or share by agreement.",
        ),
        _not_open,
    ),
    Check(
        "license-by-agreement",
        "warn",
        reasons.AGREEMENT,
        Text(
            id="Sebutkan di README siapa yang dihubungi untuk perjanjian kerja sama.",
            en="Say in the README whom to contact for an agreement.",
        ),
        _by_agreement,
    ),
    Check(
        "license-text-missing",
        "warn",
        Text(
            id="Lisensinya dinyatakan, tetapi teksnya tidak ada di repositori.",
            en="The licence is declared, but its text is not in the repository.",
        ),
        reasons.ADD,
        _text_missing,
    ),
    Check(
        "license-deprecated-id",
        "info",
        Text(
            id="Pengenal lisensi ini sudah diganti SPDX.", en="SPDX has replaced this licence's identifier."
        ),
        Text(
            id="Tulis pengenal yang baru: -only atau -or-later.", en="Write the new one: -only or -or-later."
        ),
        _deprecated,
    ),
    vendored.CHECK,
)
# A release that only these block is shown in the catalog, and fetched by those alone who may.
WITHHOLDING = frozenset(check.code for check in CHECKS if check.level == "block")
