"""READMEs as people write them, and what is taken from each."""

import pytest

from livinglab.drafting import readme, tongue
from livinglab.drafting.privacy import is_private


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# e-SAKIP #\n", "e-SAKIP"),
        ("SLiMS 9 Bulian\n===============\n", "SLiMS 9 Bulian"),
        ('<h1 align="center">OpenSID</h1>\n', "OpenSID"),
        ("[![a](b)](c)\n# **e-SAKIP** ![x](y)\n", "e-SAKIP"),
        ("<!-- # bukan ini\n -->\n# e-SAKIP", "e-SAKIP"),
        ("```\n# bukan ini\n```\n# e-SAKIP", "e-SAKIP"),
        ("# [e-SAKIP](https://sakip.example)\r\n", "e-SAKIP"),
        ("tanpa judul\n", ""),
    ],
)
def test_the_title_is_the_first_heading(text, title):
    assert readme.read(text).title == title


def test_prose_ends_where_the_instructions_begin():
    text = "# A\n\nSatu.\n\n- butir\n- kedua\n\n## Instalasi\n\nJalankan.\n\n## Tentang\n\nDua.\n"
    assert readme.read(text).prose == "Satu.\n\n- butir\n- kedua\n\nDua."


def test_code_tables_quotations_and_badges_are_no_prose():
    text = (
        "# A\n\n![b](c)\n\nSatu <b>dua</b> &amp; `tiga`.\n\n```sh\nrm -rf\n```\n\n"
        "| a | b |\n|---|---|\n\n> [!NOTE]\n> catatan\n\n---\n\n    kode\n"
    )
    assert readme.read(text).prose == "Satu dua & tiga."


def test_features_are_the_items_below_their_heading_and_its_parts():
    text = (
        "# A\n\n- bukan\n\n## Fitur Utama\n\n### Publik\n\n- **Satu**: penjelasan\n  - anak\n* Dua.\n"
        "1. Tiga\n   lanjutannya\n- Peran:\n- [x] Empat\n- [ ] belum ada\n\n## Instalasi\n\n- bukan juga\n"
    )
    assert readme.read(text).features == ("Satu: penjelasan", "Dua", "Tiga lanjutannya", "Empat")


def test_an_endless_list_of_features_is_cut():
    found = readme.read("## Features\n" + "".join(f"- fitur nomor {n}\n" for n in range(999))).features
    assert len(found) == readme.MOST_FEATURES


@pytest.mark.parametrize(
    "line",
    [
        "Hubungi ani.wijaya@sumedangkab.example untuk akun.",
        "Masuk dengan admin, password: 12345678",
        "Contoh NIK " + "3211" + "010203040005",
        "Pasang dari https://ani:" + "rahasia@git.example.go.id/a.git",
    ],
)
def test_what_is_private_is_not_repeated(line):
    found = readme.read(f"# A\n\nAplikasi kinerja.\n\n{line}\n\n## Fitur\n\n- Laporan\n- {line}\n")
    assert found.prose == "Aplikasi kinerja."
    assert found.features == ("Laporan",)
    assert is_private(line)


@pytest.mark.parametrize("line", ["Aplikasi kinerja @2026", "Kode 3211 dan 16 digit", "Secret santa"])
def test_what_only_looks_alike_is_not_private(line):
    assert not is_private(line)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("E-SAKIP Kabupaten Banjarnegara.", "id"),
        ("API pemetaan arsitektur SPBE Kota Madiun", "id"),
        ("SLiMS (Senayan Library Management System)", "en"),
        ("Laravel Vue", None),
        ("aplikasi the sistem of", None),
    ],
)
def test_a_language_is_told_only_where_it_is_clear(text, language):
    assert tongue.guess(text) == language
