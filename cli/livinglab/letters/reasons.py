"""Why a licence does not let a region use an application, said politely to its owner."""

from collections.abc import Iterator

from livinglab.contract import License, LicenseEvidence

MOST_PLACES = 6


def reason(found: License) -> str:
    """Return the paragraph; each place that bears it out on a line of its own."""
    if found.usable:
        raise ValueError("a usable licence needs no letter")
    lines = [_SENTENCES[found.provenance or "none"](found), *_places(found)]
    return "\n".join(lines)


def _none(found: License) -> str:
    if any(one.source == "file" and one.spdx is None for one in found.evidence):
        return (
            "Naskah lisensi di repositori tersebut bukan naskah lisensi baku yang dikenal, sehingga kami "
            "belum dapat memastikan izin dari pemegang hak ciptanya (Undang-Undang Nomor 28 Tahun 2014 "
            "tentang Hak Cipta):"
        )
    stated = (
        f" Lisensi {found.declared} hanya disebut di publiccode.yml, tanpa naskahnya."
        if found.declared
        else ""
    )
    return (
        "Di repositori tersebut kami tidak menemukan berkas lisensi dari pemilik aplikasi."
        f"{stated} Tanpa izin dari pemegang hak cipta (Undang-Undang Nomor 28 Tahun 2014 tentang Hak Cipta), "
        "kami belum dapat memperbanyak, menyesuaikan, dan memakainya."
    )


def _boilerplate(found: License) -> str:
    framework = next((one.framework for one in found.evidence if one.framework), None)
    whose = f"kerangka kerja {framework}" if framework else "kerangka kerja yang dipakai"
    return (
        f"Keterangan lisensi di repositori tersebut adalah bawaan {whose}, sehingga hanya menyangkut kode "
        "kerangka kerja itu. Lisensi aplikasinya sendiri belum dinyatakan oleh pemegang hak ciptanya "
        "(Undang-Undang Nomor 28 Tahun 2014 tentang Hak Cipta), sehingga kami belum dapat memakainya."
    )


def _conflicting(found: License) -> str:  # noqa: ARG001 - the shape of a sentence
    return (
        "Keterangan lisensi di repositori tersebut saling berbeda, sehingga kami belum dapat memastikan izin "
        "dari pemegang hak ciptanya (Undang-Undang Nomor 28 Tahun 2014 tentang Hak Cipta):"
    )


def _not_open(found: License) -> str:
    named = found.spdx or found.declared or "yang dinyatakan"
    return (
        f"Lisensi {named} di repositori tersebut bukan lisensi sumber terbuka, sehingga kami belum "
        "memperoleh izin yang cukup dari pemegang hak ciptanya (Undang-Undang Nomor 28 Tahun 2014 tentang "
        "Hak Cipta) untuk memakai, menyesuaikan, dan membagikannya kembali."
    )


def _by_agreement(found: License) -> str:
    named = f" ({found.spdx or found.declared})" if found.spdx or found.declared else ""
    return (
        f"Menurut keterangannya, aplikasi tersebut dapat dipakai berdasarkan perjanjian{named}. Antara "
        "instansi Bapak/Ibu dan kami belum ada perjanjian itu."
    )


_SENTENCES = {
    "none": _none,
    "boilerplate": _boilerplate,
    "conflicting": _conflicting,
    "declared": _not_open,
    "by-agreement": _by_agreement,
}


def _places(found: License) -> Iterator[str]:
    for one in found.evidence[:MOST_PLACES]:
        yield f"- {_place(one)}"


def _place(one: LicenseEvidence) -> str:
    where = f"{one.path}, baris {one.line}" if one.line else one.path
    skeleton = f" (bawaan {one.framework})" if one.framework else ""
    return f"{where}: {one.spdx or 'naskah yang tidak dikenali'}{skeleton}"
