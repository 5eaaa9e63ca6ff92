"""Words, stems and synonyms: what counts as the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from registry.catalog.search import synonyms, words
from registry.catalog.search.documents import Terms, lineage
from registry.catalog.search.spelling import within
from registry.catalog.search.stems import stem
from registry.catalog.search.synonyms import SynonymError

SAME_STEM = [
    ("perencanaan", "rencana"),
    ("kependudukan", "penduduk"),
    ("pelayanan", "layanan"),
    ("persuratan", "surat"),
    ("kepegawaian", "pegawai"),
    ("penganggaran", "anggaran"),
    ("pelaporan", "laporan"),
    ("pedesaan", "desa"),
    ("villages", "village"),
    ("planning", "plans"),
    ("libraries", "library"),
]


@pytest.mark.parametrize(("one", "other"), SAME_STEM)
def test_words_of_one_root_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("pajak", "pasar"), ("library", "liberty"), ("siswa", "sisa")])
def test_other_words_keep_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("e-sakip", ["esakip"]),
        ("e sakip", ["esakip"]),
        ("Satu-Data", ["satu", "data"]),
        ("surat dan arsip untuk desa", ["surat", "arsip", "desa"]),
        ("dan", ["dan"]),
        ("a library", ["library"]),
        ("SLiMS 9", ["slims", "9"]),
        ("pajak pajak PAJAK", ["pajak"]),
    ],
)
def test_a_query_is_cut_into_its_words(query: str, expected: list[str]) -> None:
    assert words.of_query(query) == expected


@pytest.mark.parametrize("name", ["e-SAKIP", "eSAKIP", "e‑Sakip"])
def test_every_way_to_write_a_name_gives_all_its_terms(name: str) -> None:
    assert {"sakip", "esakip"} <= set(Terms(name).terms)


@pytest.mark.parametrize(("name", "part"), [("OpenSID", "sid"), ("mLITE", "lite"), ("PantauSID", "pantau")])
def test_a_name_in_camel_case_is_found_by_its_parts(name: str, part: str) -> None:
    assert part in Terms(name).terms


def test_every_line_of_the_shipped_synonyms_is_right_and_there_are_enough() -> None:
    text = synonyms.FILE.read_text("utf-8")
    synonyms.parse(text)
    assert sum("=" in line and not line.startswith("#") for line in text.splitlines()) >= 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("penduduk", "population"),
        ("surat", "letter"),
        ("akuntabilitas kinerja", "sakip"),
        ("performance accountability", "esakip"),
        ("keuangan", "finance"),
        ("sumber daya manusia", "kepegawaian"),
    ],
)
def test_synonyms_share_a_group(one: str, other: str) -> None:
    groups = [synonyms.shipped().group(*map(stem, phrase.split())) for phrase in (one, other)]
    assert groups[0] == groups[1] is not None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a1 = b1\nsendiri =", 2),
        ("satu = dua\n\ntiga = dua", 3),
        ("# x\nsatu dua tiga empat lima enam = tujuh", 2),
        ("dan yang = = !", 1),
    ],
)
def test_a_wrong_line_of_synonyms_is_named(text: str, line: int) -> None:
    with pytest.raises(SynonymError, match=f"line {line}:"):
        synonyms.parse(text)


def test_a_group_in_a_text_and_in_a_query_is_the_longest_phrase() -> None:
    groups = synonyms.parse("satu data = open data\ndata = angka")
    assert list(groups.cut(["satu", "data"])) == [(("satu", "data"), "=satudata")]
    assert list(groups.within(["satu", "data"])) == ["=satudata", "=data"]


@pytest.mark.parametrize(
    ("one", "other", "allowed", "expected"),
    [
        ("surat", "surat", 1, True),
        ("surat", "sura", 1, True),
        ("surat", "suarat", 1, True),
        ("surat", "suart", 1, True),
        ("surat", "sarut", 1, False),
        ("surat", "sarut", 2, True),
        ("pajak", "pasar", 1, False),
        ("", "ab", 1, False),
    ],
)
def test_letters_added_lost_changed_or_swapped_are_counted(
    one: str, other: str, allowed: int, expected: bool
) -> None:
    assert within(one, other, set(other), allowed) is expected


def test_a_regions_lineage_names_the_province_first() -> None:
    assert lineage("32.11.05.2001") == ["32", "32.11", "32.11.05", "32.11.05.2001"]
    assert lineage(None) == []


def test_other_synonyms_make_another_index(tmp_path: Path) -> None:
    """The fingerprint covers the file: a copy of the package with one more line names another place."""
    program = "from registry.catalog.search.fields import fingerprint; print(fingerprint())"
    before = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    more = (
        "from registry.catalog.search import fields\n"
        "from pathlib import Path\n"
        f"copy = Path({str(tmp_path)!r})\n"
        "for name in fields.SOURCES: (copy / name).write_bytes((fields.HERE / name).read_bytes())\n"
        "(copy / 'synonyms.txt').open('a').write('jembatan = bridge\\n')\n"
        "fields.HERE = copy\n"
        "print(fields.fingerprint())"
    )
    after = subprocess.run([sys.executable, "-c", more], capture_output=True, text=True, check=True).stdout
    assert len(before) == len(after) == 17
    assert before != after
