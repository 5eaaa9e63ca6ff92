"""Names of regions left in code: what is told, what is only a common word, and where nobody looks."""

import pytest

from livinglab.checks.region_names import gazetteer, places

VIEW = "resources/views/layout.blade.php"


@pytest.fixture
def named(examine):
    """The findings about names of regions: path, line and English sentence of each."""

    def look(files):
        found = [finding for finding in examine(files).findings if finding.code == "region-name"]
        assert {finding.level for finding in found} <= {"warn"}
        return [(finding.path, finding.line, finding.message.en) for finding in found]

    return look


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<title>e-SAKIP Kabupaten Sumedang</title>", "Sumedang"),
        ("<h1>PEMERINTAH KABUPATEN SUMEDANG</h1>", "Sumedang"),
        ("Pemkab Sumedang", "Sumedang"),
        ("Kab. Musi Banyuasin", "Musi Banyuasin"),
        ("Kota Batu", "Batu"),
        ("Pemkot Palu", "Palu"),
        ("$app = 'kota_solok';", "Solok"),
        ("Wali Kota Malang", "Malang"),
        ("Bupati Siak", "Siak"),
        ("Dinas Komunikasi dan Informatika Bone", "Bone"),
        ("Dinas Pendidikan, Pemuda & Olahraga Pati", "Pati"),
        ("Pemprov Bali", "Bali"),
        ("Pemerintah Provinsi Jawa Barat", "Jawa Barat"),
        ("https://esakip.sumedangkab.go.id/api", "Sumedang"),
        ("https://www.bandung.go.id", "Bandung"),
        ("admin@tegalkota.go.id", "Tegal"),
        ("https://opendata.jabarprov.go.id", "Jawa Barat"),
        ("define('KOTAMADIUN', 1);", "Madiun"),
        ("Kabupaten Bandung Barat", "Bandung Barat"),
        ("Kabupaten Toli-Toli", "Toli-Toli"),
        ("Kabupaten Kepulauan Siau Tagulandang Biaro", "Kep. Siau Tagulandang Biaro"),
    ],
)
def test_a_name_with_a_word_beside_it_is_told_once_found(named, text, name):
    assert named({VIEW: f"<?php\n{text}\n"}) == [(VIEW, 2, f"'{name}' appears 1 time in 1 file, first here.")]


@pytest.mark.parametrize(
    "text",
    [
        "date_default_timezone_set('Asia/Jakarta'); 'Asia/Makassar'; 'Asia/Jayapura'; 'Asia/Pontianak';\n"
        * 5,
        "batu pati bone buru palu siak solok malang tegal metro medan batang puncak\n" * 5,
        "Plus Jakarta Sans\nimport jakarta.servlet.http;\n" * 5,
        "Kota asal, kabupaten tujuan, provinsi lain, dinas terkait\n" * 5,
        "password_label=Īvodit paroli, kab attaiseitu\n" * 5,
        "serangan batubara kotak palunggading\n" * 5,
        "https://sumedang.example.org is bare\n",
        "$kota = ['Bandung'];\n",
    ],
)
def test_a_common_word_or_one_bare_name_is_nothing(named, text):
    assert named({VIEW: text}) == []


def test_a_bare_name_counts_when_it_comes_back(named):
    files = {
        VIEW: "'e-SAKIP Sumedang'\n\n'Sumedang Simpati'\n",
        "app/a.php": "$logo = 'sumedang.png';\n",
    }
    assert named(files) == [
        ("app/a.php", 1, f"'Sumedang' appears 3 times in 2 files, first here; also {VIEW}:1.")
    ]


def test_the_most_frequent_comes_first_with_more_places(named):
    files = {f"{letter}.php": "Kabupaten Sumedang, Jawa Barat\nKab. Sumedang\n" for letter in "abcdef"}
    files["z.php"] = "https://sso.kolakakab.go.id\n"
    also = "first here; also b.php:1, c.php:1, d.php:1."
    assert named(files) == [
        ("a.php", 1, f"'Sumedang' appears 12 times in 6 files, {also}"),
        ("a.php", 1, f"'Jawa Barat' appears 6 times in 6 files, {also}"),
        ("z.php", 1, "'Kolaka' appears 1 time in 1 file, first here."),
    ]


def test_a_file_that_names_many_regions_is_a_list(named):
    regions = "\n".join(
        f"Kabupaten {name}" for name in ("Sumedang", "Garut", "Ciamis", "Subang", "Bekasi", "Bogor")
    )
    assert named({"database/seeders/RegionSeeder.php": regions}) == []
    assert len(named({"config/app.php": "\n".join(regions.splitlines()[:5])})) == 5


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs/index.html",
        "LICENSE.html",
        "publiccode.yml",
        "composer.json",
        "package.json",
        "package-lock.json",
        "vendor/a/b.php",
        "node_modules/a/b.js",
        "public/assets/plugins/a.js",
        "public/build/app.js",
        "app.min.js",
        "tests/Feature/LoginTest.php",
        ".github/workflows/deploy.yml",
        ".env.example",
        "style.css",
        "data.csv",
        "map.geojson",
    ],
)
def test_these_are_not_the_applications_own_code(named, path):
    assert named({path: '"Kabupaten Sumedang"'}) == []


@pytest.mark.parametrize(
    "line",
    [
        "// Dinas Kominfo Kabupaten Sumedang",
        " * @author Diskominfo Kabupaten Sumedang",
        "{{-- Kabupaten Sumedang --}}",
        "<!-- Kabupaten Sumedang -->",
        "# Kabupaten Sumedang",
        "-- Kabupaten Sumedang",
    ],
)
def test_a_comment_greets_no_citizen(named, line):
    assert named({VIEW: f"{line}\n"}) == []


def test_the_modules_own_name_in_gos_imports_is_not_told(named):
    source = 'package a\n\nimport (\n\t"api_spbe_kota_madiun/controller"\n\tx "spbe_kota_madiun"\n)\n'
    assert named({"app/route.go": source}) == []
    assert len(named({"app/route.go": source + '\turl := "https://kak.madiunkota.go.id"\n'})) == 1


def test_the_name_of_a_picture_counts(named):
    files = {"public/img/logo-kabupaten-sumedang.png": b"\x89PNG", VIEW: "Kabupaten Sumedang"}
    assert named(files) == [
        (
            VIEW,
            1,
            "'Sumedang' appears 2 times in 2 files, first here; also public/img/logo-kabupaten-sumedang.png.",
        )
    ]


def test_lines_are_counted_from_the_first(named):
    [(_, line, message)] = named({VIEW: "a\n" * 70 + "\n\nKabupaten Sumedang\nKab. Sumedang"})
    assert (line, message) == (73, "'Sumedang' appears 2 times in 1 file, first here.")


def test_lines_that_a_machine_packed_are_not_read(named):
    packed = "var a=1;" * 500
    assert named({"app.js": f"{packed}'Kabupaten Sumedang'\n'Kabupaten Sumedang'{packed}"}) == []


def test_a_hostile_path_steers_no_terminal(named):
    files = {"a.php": "Kabupaten Sumedang", "b\x1b[2J.php": "Kabupaten Sumedang"}
    assert "\x1b" not in repr(named(files))


def test_bytes_that_are_no_text_are_harmless():
    found = places.scan("a.php", b"\xff\xfe Kabupaten Sumedang \x00 \xc4\xb0")
    assert [(one.name, one.sure) for one in found] == [("Sumedang", 1)]


def test_a_file_full_of_every_name_is_given_up_at_once():
    every = b" ".join(b" ".join(one.words) for same in gazetteer.by_first_word().values() for one in same)
    assert places.scan("a.sql", b"-- " + every + b"\n" + b"a " * 900_000) == ()


def test_every_region_is_known():
    names = {one.name for same in gazetteer.by_first_word().values() for one in same}
    assert {"Sumedang", "Madiun", "Kepulauan Seribu", "Jakarta Pusat", "Papua Barat Daya"} <= names
    assert len(names) > 500
