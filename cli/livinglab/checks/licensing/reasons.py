"""Why a licence lets nobody fetch, and the way out, in both languages."""

from collections.abc import Sequence

from livinglab.checks.licensing import expressions
from livinglab.checks.licensing.found import LicenseEvidence, Provenance
from livinglab.language import Text
from livinglab.repository.names import printable

_MOST_PLACES = 6

MISSING = Text(
    id="Tidak ada berkas lisensi: semua hak masih pada pemiliknya.",
    en="There is no licence file: all rights are still with the owner.",
)
ADD = Text(
    id="Tambahkan berkas LICENSE di folder teratas, misalnya teks EUPL-1.2 atau MIT, dengan nama instansi "
    "Anda sebagai pemegang hak cipta.",
    en="Add a file LICENSE to the top folder, such as the text of EUPL-1.2 or MIT, with your institution as "
    "the copyright holder.",
)
ASK = Text(
    id="Mintalah kepada pemiliknya; `livinglab show APLIKASI --letter` menulis suratnya.",
    en="Ask the owner; `livinglab show APP --letter` writes the letter.",
)


def why(provenance: Provenance, evidence: Sequence[LicenseEvidence], declared: str | None) -> Text:
    """Say why nobody may fetch under what was found, whom to ask, and what the owner can do."""
    if provenance == "conflicting":
        return _joined(conflict(evidence, declared), ASK)
    if provenance == "boilerplate":
        return _joined(boilerplate(evidence), *_passing(evidence), ADD, ASK)
    if provenance == "by-agreement":
        return _joined(AGREEMENT, ASK)
    if provenance == "declared":
        return _joined(not_open(declared or _first(evidence)), ASK)
    if any(one.source == "file" and one.spdx is None for one in evidence):
        return _joined(unrecognised(_unknown(evidence)), ADD, ASK)
    return _joined(MISSING, *_passing(evidence), ADD, ASK)


AGREEMENT = Text(
    id="Lisensinya bukan lisensi terbuka, melainkan perjanjian: hanya instansi yang sudah menandatanganinya "
    "dengan pemilik yang boleh mengambil kode sumber.",
    en="It is not under an open licence but by agreement: only an institution that has signed one with the "
    "owner may fetch the source.",
)


def conflict(evidence: Sequence[LicenseEvidence], declared: str | None) -> Text:
    """Name every place that speaks, with what it says."""
    firm = [one for one in evidence if one.framework is None and one.source != "manifest"]
    names = [f"{_place(one)}: {_says(one)}" for one in firm[:_MOST_PLACES]]
    if declared:
        names.insert(0, f"publiccode.yml: {declared}")
    places = "; ".join(names)
    return Text(
        id=f"Sumber-sumbernya tidak sepakat tentang lisensinya ({places}).",
        en=f"The places that name the licence disagree ({places}).",
    )


def against(one: LicenseEvidence, declared: str | None) -> Text:
    """Say of one place what it says, against what is declared."""
    said = _says(one)
    if declared is None:
        return Text(
            id=f"Di sini lisensinya {said}, di tempat lain bukan.",
            en=f"Here the licence is {said}, elsewhere another.",
        )
    return Text(
        id=f"Di sini lisensinya {said}, sedangkan yang dinyatakan {declared}.",
        en=f"Here the licence is {said}, but {declared} is declared.",
    )


def boilerplate(evidence: Sequence[LicenseEvidence]) -> Text:
    """Name whose licence it is that came with the project."""
    skeletons = [one for one in evidence if one.framework]
    names = ", ".join(dict.fromkeys(str(one.framework) for one in skeletons))
    return Text(
        id=f"Satu-satunya lisensi di sini ikut terbawa dari kerangka {names}, bukan lisensi aplikasi ini.",
        en=f"The only licence here came with the project's skeleton ({names}) and is not the application's.",
    )


def unrecognised(one: LicenseEvidence) -> Text:
    """Say that a text is none that anybody knows, or one that was altered."""
    if one.matched is None:
        return Text(
            id="Teks ini bukan lisensi yang dikenal dalam daftar SPDX.",
            en="This text is no licence of the SPDX list.",
        )
    return Text(
        id=f"Teks ini mirip {one.matched} tetapi diubah; yang berlaku bukan lisensi itu.",
        en=f"This text resembles {one.matched} but was altered; it no longer is that licence.",
    )


def not_open(spdx: str | None) -> Text:
    """Say that a licence is known and yet does not let others use, change and share."""
    if spdx == expressions.PROPRIETARY:
        spdx = "proprietary"
    return Text(
        id=f"Lisensinya ({spdx}) bukan lisensi terbuka: tidak memberi setiap orang hak memakai, mengubah dan "
        "membagikan.",
        en=f"Its licence ({spdx}) is not an open one: it does not let everybody use, change and share.",
    )


def _passing(evidence: Sequence[LicenseEvidence]) -> list[Text]:
    """Say what the README says where nothing else does."""
    return [
        Text(
            id=f"{_place(one)} menyebut {_says(one)}, tetapi kalimat di sana belum lisensi.",
            en=f"{_place(one)} mentions {_says(one)}, but a sentence there is no licence yet.",
        )
        for one in evidence
        if one.source == "header" and one.confidence < 1
    ]


def _says(one: LicenseEvidence) -> str:
    if one.spdx:
        return one.spdx.removeprefix("LicenseRef-") if one.spdx == expressions.PROPRIETARY else one.spdx
    return f"? (~{one.matched})" if one.matched else "?"


def _place(one: LicenseEvidence) -> str:
    path = printable(one.path)
    return f"{path}:{one.line}" if one.line and one.source != "file" else path


def _unknown(evidence: Sequence[LicenseEvidence]) -> LicenseEvidence:
    return next(one for one in evidence if one.source == "file" and one.spdx is None)


def _first(evidence: Sequence[LicenseEvidence]) -> str | None:
    return next((one.spdx for one in evidence if one.spdx), None)


def _joined(*texts: Text) -> Text:
    return Text(id=" ".join(text.id for text in texts), en=" ".join(text.en for text in texts))
