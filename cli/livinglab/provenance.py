"""A licence in words: what it is, where that is known from, and what each place says."""

from collections.abc import Iterator

from livinglab.contract import License, LicenseEvidence
from livinglab.language import Text

MOST_PLACES = 8

_SOURCES = {
    "manifest": Text(id="publiccode.yml", en="publiccode.yml"),
    "file": Text(id="berkas lisensi", en="licence file"),
    "package": Text(id="keterangan paket", en="package metadata"),
    "header": Text(id="kepala berkas", en="file header"),
}


def in_words(found: License) -> Text:
    """Say a licence with its provenance in one clause, such as for the line `licence`."""
    named = found.spdx or "-"
    if found.provenance is None:
        return Text(id=named, en=named)
    return _WORDS[found.provenance](named, found)


def places(found: License) -> Iterator[Text]:
    """Say each place that speaks of the licence, at most MOST_PLACES of them."""
    for one in found.evidence[:MOST_PLACES]:
        yield _place(one)
    more = len(found.evidence) - MOST_PLACES
    if more > 0:
        yield Text(id=f"… dan {more} tempat lain", en=f"… and {more} more places")


def _place(one: LicenseEvidence) -> Text:
    where = f"{one.path}:{one.line}" if one.line else one.path
    says = Text(id=one.spdx or "teks yang tidak dikenal", en=one.spdx or "a text that is not known")
    skeleton = Text(
        id=f", bawaan {one.framework}" if one.framework else "",
        en=f", from the skeleton of {one.framework}" if one.framework else "",
    )
    kind = _SOURCES[one.source]
    if where.split(":")[0].endswith("publiccode.yml"):
        return Text(id=f"{where}: {says.id}", en=f"{where}: {says.en}")
    return Text(
        id=f"{where} ({kind.id}): {says.id}{skeleton.id}", en=f"{where} ({kind.en}): {says.en}{skeleton.en}"
    )


def _declared(named: str, found: License) -> Text:
    where = f" ({found.file})" if found.file else ""
    return Text(id=f"{named}, dinyatakan pemiliknya{where}", en=f"{named}, declared by its owner{where}")


def _boilerplate(named: str, found: License) -> Text:  # noqa: ARG001 - the shape of a wording
    whose = next((one.framework for one in found.evidence if one.framework), None)
    framework = Text(id=f"kerangka kerja {whose}" if whose else "kerangka kerja", en=whose or "a framework")
    which = f" ({found.spdx})" if found.spdx else ""
    return Text(
        id=f"hanya bawaan {framework.id}{which}, bukan pernyataan pemiliknya",
        en=f"only from the skeleton of {framework.en}{which}, not stated by its owner",
    )


def _conflicting(named: str, found: License) -> Text:
    said = ", ".join(dict.fromkeys(one.spdx for one in found.evidence if one.spdx)) or named
    return Text(id=f"saling bertentangan: {said}", en=f"sources disagree: {said}")


def _none(named: str, found: License) -> Text:  # noqa: ARG001 - the shape of a wording
    unknown = next((one.path for one in found.evidence if one.source == "file" and one.spdx is None), None)
    if unknown:
        return Text(
            id=f"tidak dikenal: {unknown} bukan naskah lisensi baku",
            en=f"not known: {unknown} is no standard licence text",
        )
    if found.declared:
        return Text(
            id=f"tidak ada berkasnya ({found.declared} hanya disebut di publiccode.yml)",
            en=f"no file bears it out ({found.declared} only stands in publiccode.yml)",
        )
    return Text(id="tidak ada: semua hak dilindungi", en="none: all rights reserved")


def _by_agreement(named: str, found: License) -> Text:  # noqa: ARG001 - the shape of a wording
    return Text(id=f"menurut perjanjian ({named})", en=f"by agreement ({named})")


_WORDS = {
    "declared": _declared,
    "boilerplate": _boilerplate,
    "conflicting": _conflicting,
    "none": _none,
    "by-agreement": _by_agreement,
}
