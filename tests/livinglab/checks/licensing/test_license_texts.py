"""Texts of licences: the common ones are known, altered ones are not."""

import re

import pytest

from livinglab.checks.licensing import detection, files, texts, wording

COMMON = [
    "0BSD",
    "AFL-3.0",
    "AGPL-3.0-only",
    "Aladdin",
    "Apache-1.1",
    "Apache-2.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-4-Clause",
    "BSL-1.0",
    "CC-BY-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CDDL-1.0",
    "CECILL-2.1",
    "EPL-1.0",
    "EPL-2.0",
    "EUPL-1.1",
    "EUPL-1.2",
    "GPL-2.0-only",
    "GPL-3.0-only",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MPL-1.1",
    "MPL-2.0",
    "MS-PL",
    "MulanPSL-2.0",
    "ODbL-1.0",
    "OFL-1.1",
    "OSL-3.0",
    "PHP-3.01",
    "PostgreSQL",
    "SSPL-1.0",
    "Unlicense",
    "UPL-1.0",
    "WTFPL",
    "X11",
    "Zlib",
]


@pytest.fixture
def mit_of(mit):
    return mit("Pemerintah Kabupaten Sumedang")


@pytest.mark.parametrize("spdx", COMMON)
def test_common_licences_are_known_by_their_text(spdx):
    assert detection.detect(texts.text(spdx)) == (spdx, spdx, 1.0, 1)


@pytest.mark.parametrize("spdx", ["MIT", "GPL-3.0-only", "Apache-2.0", "BSD-3-Clause", "EUPL-1.2"])
def test_layout_and_case_make_no_difference(spdx):
    text = texts.text(spdx)
    for changed in (
        text.replace("\n", "\r\n  "),
        text.upper(),
        " ".join(text.split()),
        re.sub("(?m)^", "> ", text),
    ):
        assert detection.detect(changed).spdx == spdx


def test_a_frameworks_preface_and_name_are_no_alteration():
    text = texts.text("BSD-3-Clause").replace("the copyright holder nor", "Yii Software LLC nor")
    preface = "The Yii framework is free software, released under the following BSD License.\n\n"
    found = detection.detect(preface + text)
    assert (found.spdx, found.confidence > 0.95) == ("BSD-3-Clause", True)


def test_the_part_about_how_to_apply_a_licence_may_be_missing_or_done():
    for spdx in ("GPL-3.0-only", "GPL-2.0-only", "Apache-2.0"):
        text = texts.text(spdx)
        body = text[: text.index("END OF TERMS AND CONDITIONS")]
        assert detection.detect(body).spdx == spdx
    applied = f"Copyright 2026 Pemkab Sumedang\n\n{text[text.index('Licensed under the Apache') :]}"
    assert detection.detect(body + applied).spdx == "Apache-2.0"


CLAUSES = [
    "Perangkat lunak ini hanya untuk instansi pemerintah.",
    "Dilarang diperjualbelikan.",
    "Tidak boleh digunakan untuk tujuan komersial.",
    "This software may not be used for commercial purposes.",
    "For government use only.",
    "Use requires written permission of the regency.",
    "The Software shall be used for Good, not Evil.",
]


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("spdx", ["MIT", "GPL-3.0-only", "EUPL-1.2", "Apache-2.0", "BSD-2-Clause"])
@pytest.mark.parametrize("where", ["before", "within", "after"])
def test_a_licence_with_a_further_clause_is_not_that_licence(spdx, clause, where):
    text = texts.text(spdx)
    paragraphs = text.split("\n\n")
    middle = len(paragraphs) // 2
    placed = {
        "before": f"{clause}\n\n{text}",
        "within": "\n\n".join([*paragraphs[:middle], clause, *paragraphs[middle:]]),
        "after": f"{text}\n\n{clause}\n",
    }
    found = detection.detect(placed[where])
    assert found.spdx != spdx
    assert found.confidence < 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", sublicense, and/or sell", " and sublicense"),
        ("free of charge, ", ""),
        ("to any person", "to any government agency"),
        ("without restriction, including", "with restrictions, including"),
        ("to use, copy, modify", "to use"),
    ],
)
def test_a_licence_that_grants_less_is_not_that_licence(mit_of, old, new):
    title, notice, *body = mit_of.split("\n\n")
    flat = "\n\n".join([title, notice, " ".join(" ".join(body).split())])
    assert detection.detect(flat).spdx == "MIT"
    assert old in flat
    assert detection.detect(flat.replace(old, new)).spdx is None


def test_the_line_is_told_at_which_a_text_was_altered():
    lines = texts.text("GPL-3.0-only").splitlines()
    lines.insert(40, "Users are required to comply with the policies of the administrators.")
    assert detection.detect("\n".join(lines)).line == 41
    assert detection.detect("\n".join([*lines[:40], *lines[41:], "Dilarang dijual."])).line == len(lines)


def test_a_clause_in_the_line_of_the_copyright_is_seen(mit_of):
    text = mit_of.replace("Sumedang\n", "Sumedang, dilarang diperjualbelikan\n")
    assert detection.detect(text).spdx is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MIT",
        "GPL v3",
        "All rights reserved",
        "Hak cipta dilindungi undang-undang. Dilarang menyalin tanpa izin tertulis dari pemiliknya.",
        "# e-SAKIP\n\nAplikasi ini berlisensi MIT. Pasang dengan composer install, lalu salin .env.example.\n"
        * 5,
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore "
        * 20,
    ],
)
def test_other_texts_are_no_licence(text):
    assert detection.detect(text).spdx is None


def test_half_a_licence_is_none():
    text = texts.text("MIT")
    assert detection.detect(text[: len(text) // 2]).spdx is None


def test_a_text_longer_than_any_licence_is_not_read():
    assert detection.detect(texts.text("MIT") + " " * wording.LONGEST) == detection.UNKNOWN


def test_two_licences_in_one_file_are_both_found(mit_of):
    apache = texts.text("Apache-2.0")
    assert detection.several(f"{mit_of}\n----------\n\n{apache}") == "MIT AND Apache-2.0"
    assert detection.several(f"{mit_of}\n----------\nHanya untuk pemerintah, dilarang dijual.\n") is None
    assert detection.several(mit_of) is None


HOSTILE = {
    "blanks": " ",
    "lines": "\n",
    "one word": "license ",
    "copyright": "Copyright (c) 2024 a ",
    "notices": "copyright (c)\n",
    "numbers": "1234567890 ",
    "bullets": "a. (i) * ",
    "grants": "permission is hereby granted ",
    "brackets": "((((",
    "rules": "-----\n",
    "headings": "# a\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("spdx", ["BSD-4-Clause", "GPL-3.0-only"])
def test_no_text_makes_a_licence_of_a_mess(unit, spdx):
    text = texts.text(spdx)
    mess = unit * ((wording.LONGEST - len(text) - 2) // len(unit))
    assert files.read("LICENSE", mess.encode()).spdx is None
    middle = len(text) // 2
    for hidden in (f"{mess}\n{text}", f"{text}\n{mess}", text[:middle] + mess + text[middle:]):
        assert files.read("LICENSE", hidden.encode()).spdx in {None, spdx.removesuffix("-only")}
