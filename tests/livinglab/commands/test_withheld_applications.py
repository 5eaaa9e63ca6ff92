"""What nobody has a licence for: shown, not fetched, and a letter to its donor is ready."""

import re

import pytest

from livinglab.contract import (
    Check,
    Contact,
    License,
    LicenseEvidence,
    Override,
    Publisher,
    Release,
    ReleaseStatus,
    Sbom,
    Visibility,
)

REASON = {"id": "Tidak ada berkas lisensi.", "en": "There is no licence file."}
NONE = License(spdx=None, file=None, usable=False, reason=REASON, provenance="none")
BOILERPLATE = License(
    spdx="MIT",
    file="composer.json",
    usable=False,
    provenance="boilerplate",
    evidence=[
        LicenseEvidence(source="package", path="composer.json", line=7, spdx="MIT", framework="Laravel")
    ],
)
CONFLICTING = License(
    spdx=None,
    file="LICENSE",
    usable=False,
    declared="MIT",
    provenance="conflicting",
    evidence=[
        LicenseEvidence(source="manifest", path="publiccode.yml", line=20, spdx="MIT"),
        LicenseEvidence(source="file", path="LICENSE", line=1, spdx="GPL-3.0-only"),
    ],
)
NOT_OPEN = License(spdx="Aladdin", file="LICENSE", usable=False, provenance="declared")
BY_AGREEMENT = License(spdx="LicenseRef-PKS", file=None, usable=False, provenance="by-agreement")
UNKNOWN = License(
    spdx=None,
    file="LICENSE",
    usable=False,
    provenance="none",
    evidence=[LicenseEvidence(source="file", path="LICENSE", line=1, spdx=None)],
)
KINDS = [NONE, BOILERPLATE, CONFLICTING, NOT_OPEN, BY_AGREEMENT]


@pytest.fixture
def withheld(bekasi, sakip, mirror):
    """Put e-SAKIP on the mirror as it is where its licence is in the way; the way to do it again."""

    def write(license=NONE, release=None, **changes):
        release = (release or sakip).model_copy(
            update={"license": license, "status": ReleaseStatus.WITHHELD, "archives": []}
        )
        mirror.write("e-sakip", [release], **{"latest_version": None, **changes})

    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    write()
    return write


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("-y",)])
def test_fetch_refuses_and_says_why_whom_to_ask_and_how(bekasi, withheld, words):
    withheld(contacts=[Contact(name="Ani", email="ani@sumedang.example")])
    answered = bekasi.run("fetch", "e-sakip", "--region", "32.16", *words)
    assert answered.code == 4
    assert "There is no licence file." in answered.err
    assert "Pemerintah Kabupaten Sumedang (Ani <ani@sumedang.example>)" in answered.err
    assert "livinglab show e-sakip --letter" in answered.err
    assert not (bekasi.home / "e-sakip").exists()


def test_fetch_by_version_and_json_are_refused_alike(bekasi, withheld):
    answered = bekasi.run("--json", "--lang", "id", "fetch", "e-sakip@1.0.0", "--region", "32.16")
    assert answered.json["error"]["code"] == answered.code == 4
    assert "Tidak ada berkas lisensi." in answered.json["error"]["message"]
    assert "--letter" in answered.json["error"]["hint"]


def test_without_contacts_the_page_or_else_the_repository_is_named(bekasi, withheld):
    assert (
        "https://git.sumedang.example/e-sakip.git" in bekasi.run("fetch", "e-sakip", "--region", "32.16").err
    )
    withheld(landing_url="https://sakip.sumedang.example")
    assert "https://sakip.sumedang.example" in bekasi.run("fetch", "e-sakip", "--region", "32.16").err


@pytest.mark.parametrize("license", KINDS, ids=lambda license: str(license.provenance))
def test_every_kind_of_licence_has_its_words(bekasi, withheld, license):
    withheld(license)
    answered = bekasi.run("fetch", "e-sakip", "--region", "32.16")
    assert answered.code == 4
    assert "e-sakip 1.0.0 may not be fetched" in answered.err


def test_a_newer_release_without_a_licence_leaves_the_older_one_to_fetch(bekasi, withheld, mirror, sakip):
    newer = sakip.model_copy(
        update={"version": "2.0.0", "tag": "v2.0.0", "status": ReleaseStatus.WITHHELD, "license": NONE}
    )
    mirror.write("e-sakip", [newer, sakip], latest_version="1.0.0")
    assert bekasi.good("--json", "fetch", "e-sakip", "--region", "32.16").json["version"] == "1.0.0"
    letter = bekasi.good("show", "e-sakip", "--letter").out
    assert "versi 2.0.0" in letter


def test_by_agreement_is_fetched_where_the_registry_names_the_archives(bekasi, mirror, sakip):
    bekasi.environment["LIVINGLAB_REGISTRY"] = str(mirror.folder)
    fetch = ("fetch", "e-sakip", "--region", "32.16", "--dry-run")
    release = sakip.model_copy(update={"license": BY_AGREEMENT})
    mirror.write("e-sakip", [release], visibility=Visibility.PUBLIC)
    refused = bekasi.run(*fetch)
    assert refused.code == 4
    assert "agreement" in refused.err
    mirror.write("e-sakip", [release.model_copy(update={"archives": []})], visibility=Visibility.AGREEMENT)
    assert bekasi.run(*fetch).code == 4
    mirror.write("e-sakip", [release], visibility=Visibility.AGREEMENT)
    assert bekasi.good(*fetch)


def test_show_tells_the_licence_in_words_with_its_places(bekasi, withheld):
    withheld(CONFLICTING)
    out = bekasi.good("show", "e-sakip").out
    for words in (
        "sources disagree: MIT, GPL-3.0-only",
        "publiccode.yml:20: MIT",
        "LICENSE:1 (licence file): GPL-3.0-only",
        "withheld for its licence",
        "livinglab show e-sakip@1.0.0 --letter",
    ):
        assert words in out
    withheld(UNKNOWN)
    assert "not known: LICENSE is no standard licence text" in bekasi.good("show", "e-sakip").out
    withheld(BOILERPLATE)
    assert "bawaan kerangka kerja Laravel" in bekasi.good("--lang", "id", "show", "e-sakip").out


def test_show_tells_overrides_the_sbom_and_who_described_it(bekasi, withheld, mirror, sakip):
    passed = Check(
        code="env-tracked",
        level="block",
        message={"id": "Ada berkas .env.", "en": "There is a .env file."},
        path=".env",
        override=Override(
            reason="Hanya contoh, sudah diperiksa.", actor="kurator", at="2026-11-20T00:00:00Z"
        ),
    )
    sbom = Sbom(path="archives/ab/x.cdx.json", sha256="a" * 64, bytes=9, components=42)
    release = Release.model_validate({**sakip.model_dump(), "overridden": [passed], "sbom": sbom})
    mirror.write("e-sakip", [release], described_by="catalog")
    out = bekasi.good("show", "e-sakip").out
    for words in (
        "Described by the catalog, not yet by its authors.",
        "42 components, archives/ab/x.cdx.json",
        ".env: There is a .env file. [env-tracked]",
        "Hanya contoh, sudah diperiksa. (kurator, 2026-11-20)",
    ):
        assert words in out


def test_the_letter_is_in_indonesian_complete_and_narrow(bekasi, withheld):
    letter = bekasi.good("--lang", "en", "show", "e-sakip", "--letter", "--region", "Kabupaten Bekasi").out
    for words in (
        "PEMERINTAH KABUPATEN BEKASI\nDINAS KOMUNIKASI DAN INFORMATIKA",
        "Nomor    : [nomor surat]",
        "Hal      : Permohonan Pernyataan Lisensi Aplikasi e-SAKIP",
        "Yth. Kepala Dinas Komunikasi dan Informatika\nPemerintah Kabupaten Sumedang",
        "https://git.sumedang.example/e-sakip.git",
        "e-SAKIP, versi 1.0.0",
        "Peraturan Presiden Nomor 95",
        "Undang-Undang Nomor 28",
        "EUPL-1.2",
        "NIP [NIP]",
        "1. Bupati Bekasi (sebagai laporan)",
    ):
        assert words in letter
    assert re.search(
        r"^\[tempat\], \d{1,2} (Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November"
        r"|Desember) \d{4}$",
        letter,
        re.MULTILINE,
    )
    assert max(map(len, letter.splitlines())) <= 78


@pytest.mark.parametrize(
    ("license", "words"),
    [
        (NONE, "tidak menemukan berkas lisensi"),
        (UNKNOWN, "Naskah lisensi di repositori tersebut bukan naskah lisensi baku"),
        (BOILERPLATE, "composer.json, baris 7: MIT (bawaan Laravel)"),
        (CONFLICTING, "LICENSE, baris 1: GPL-3.0-only"),
        (NOT_OPEN, "Lisensi Aladdin di repositori tersebut bukan lisensi sumber terbuka"),
        (BY_AGREEMENT, "Permohonan Kerja Sama Pemanfaatan Aplikasi e-SAKIP"),
    ],
)
def test_the_letter_names_its_reason(bekasi, withheld, license, words):
    withheld(license)
    letter = " ".join(bekasi.good("show", "e-sakip", "--letter").out.split())
    assert words in letter
    assert "$" not in letter


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("32.73", ["PEMERINTAH KOTA BANDUNG", "Wali Kota Bandung (sebagai laporan)"]),
        ("32", ["PEMERINTAH PROVINSI JAWA BARAT", "Gubernur Jawa Barat (sebagai laporan)"]),
        ("32.16.01", ["PEMERINTAH KABUPATEN BEKASI"]),
        (None, ["PEMERINTAH [KABUPATEN/KOTA]", "[nama daerah]"]),
    ],
)
def test_the_letter_is_signed_by_the_region(bekasi, withheld, region, words):
    said = ("--region", region) if region else ()
    letter = bekasi.good("show", "e-sakip", "--letter", *said).out
    assert all(each in letter for each in words)


def test_an_unknown_region_is_refused(bekasi, withheld):
    assert bekasi.run("show", "e-sakip", "--letter", "--region", "99.99").code == 5


def test_the_letter_goes_to_a_file_once(bekasi, withheld):
    words = ("show", "e-sakip", "--letter", "--output", "surat.txt")
    assert "brackets" in bekasi.good(*words).out
    assert (bekasi.home / "surat.txt").read_text().startswith("PEMERINTAH")
    (bekasi.home / "surat.txt").write_text("sudah diisi")
    assert bekasi.run(*words).code == 2
    assert (bekasi.home / "surat.txt").read_text() == "sudah diisi"


def test_the_letter_as_json(bekasi, withheld):
    told = bekasi.good("--json", "show", "e-sakip", "--letter").json
    assert (told["application"], told["version"], told["needed"]) == ("e-sakip", "1.0.0", True)
    assert told["letter"].startswith("PEMERINTAH")


def test_a_usable_licence_needs_no_letter(bekasi, sakip, mirror):
    answered = bekasi.good("--registry", str(mirror.folder), "show", "e-sakip", "--letter")
    assert "No letter is needed" in answered.out


def test_names_from_outside_are_data_in_a_letter(bekasi, withheld, sakip):
    withheld(
        name="$reason ${url} {{7*7}}\x1b[31m\nNomor : palsu",
        publisher=Publisher(name="$head\u202e" + "x" * 900),
    )
    letter = bekasi.good("show", "e-sakip", "--letter").out
    assert "$reason ${url} {{7*7}}[31m Nomor : palsu" in " ".join(letter.split())
    assert "\x1b" not in letter
    assert "\u202e" not in letter
    assert letter.count("x" * 100) <= 2 * 3


def test_options_of_a_letter_without_a_letter_are_a_usage_error(bekasi, withheld):
    assert bekasi.run("show", "e-sakip", "--output", "x").code == 2
    assert bekasi.run("show", "e-sakip", "--region", "32.16").code == 2


def test_a_served_mirror_and_the_cache_refuse_alike(bekasi, withheld, serve):
    address, _ = serve()
    for words in ((), ("--offline",)):
        answered = bekasi.run("--registry", address, "fetch", "e-sakip", "--region", "32.16", *words)
        assert answered.code == (5 if words else 4), "what was never fetched is not in the cache"
