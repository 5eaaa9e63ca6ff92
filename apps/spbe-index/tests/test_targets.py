import csv
import io

import pytest

from spbeindex import export


def rows(site, year):
    answer = site.get(f"/ekspor.csv?year={year}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_targets_show_what_the_index_would_be(site):
    page = site.get("/?year=2024").text
    assert "Bila semua target tingkat tercapai: <strong>2,83 Baik</strong>" in page


def test_the_distance_to_the_target_of_the_region_is_shown(site):
    assert "Target indeks daerah 3,00:\nkurang 0,3775." in site.get("/?year=2024").text


def test_evidence_and_target_are_kept_with_the_level(site):
    site.sign_in()
    sent = {"level.19": "2", "evidence.19": "SK Tim Koordinasi", "target.19": "4", "level.20": "3"}
    assert site.submit("/aspek/4/2022", sent).status_code == 303
    found = next(row for row in rows(site, 2022) if row["Nomor"] == "19")
    assert (found["Tingkat"], found["Target"], found["Bukti dukung"]) == ("2", "4", "SK Tim Koordinasi")


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"level.19": "4", "target.19": "3"}, "Target di bawah tingkat sekarang."),
        ({"target.19": "7"}, "Pilih tingkat 1 sampai 5."),
        ({"evidence.19": "SK"}, "Pilih tingkat sebelum mengisi bukti."),
        ({"level.19": "4", "evidence.19": "x" * 301}, "Teks terlalu panjang."),
    ],
)
def test_what_does_not_fit_is_told(site, sent, problem):
    site.sign_in()
    answer = site.submit("/aspek/4/2021", sent)
    assert (answer.status_code, problem in answer.text) == (422, True)
    assert {row["Tingkat"] for row in rows(site, 2021)} == {""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_a_spreadsheet_never_sees_a_formula(text):
    assert export.safe(text).startswith("'")


def test_the_download_keeps_what_was_entered_and_defuses_formulas(site):
    site.sign_in()
    site.submit("/aspek/4/2023", {"level.20": "3", "evidence.20": '=HYPERLINK("x"); "y"'})
    found = next(row for row in rows(site, 2023) if row["Nomor"] == "20")
    assert found["Bukti dukung"] == '\'=HYPERLINK("x"); "y"'
