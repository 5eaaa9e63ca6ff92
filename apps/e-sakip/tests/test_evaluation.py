import csv
import io
import re
from fractions import Fraction

import pytest

from esakip import evaluation, export


def worksheet(percent):
    return evaluation.Worksheet(1, "Dinas", 2026, dict.fromkeys(evaluation.FIELDS, percent))


def test_the_weights_add_up_to_a_hundred_points():
    assert [sum(weights) for weights in evaluation.WEIGHTS.values()] == [3000, 3000, 1500, 2500]
    assert worksheet(10_000).total == 100


@pytest.mark.parametrize(
    ("total", "letter"),
    [
        ("100", "AA"),
        ("90.01", "AA"),
        ("90", "A"),
        ("80.01", "A"),
        ("80", "BB"),
        ("70", "B"),
        ("60", "CC"),
        ("50", "C"),
        ("30.01", "C"),
        ("30", "D"),
        ("0", "D"),
    ],
)
def test_each_predicate_begins_above_its_bound(total, letter):
    assert evaluation.predicate(Fraction(total))[0] == letter


def test_the_unrounded_total_decides_the_predicate():
    just_above = Fraction(90) + Fraction(1, 10**6)
    assert evaluation.predicate(just_above)[0] == "AA"


def test_the_worksheet_is_filled_in_and_shown(site):
    site.sign_in()
    agency = re.search(r'href="(/evaluasi/\d+/2026)"', site.get("/evaluasi?year=2026").text)[1]
    assert site.submit(agency, dict.fromkeys(evaluation.FIELDS, "77,5")).status_code == 303
    page = site.get("/evaluasi?year=2026").text
    assert "77,50" in page
    assert "<strong>BB</strong>" in page
    assert "LKE BB" in site.get("/?year=2026").text


@pytest.mark.parametrize("score", ["101", "-1", "", "77.5", "77,555"])
def test_a_wrong_score_is_told(site, score):
    site.sign_in()
    agency = re.search(r'href="(/evaluasi/\d+/2025)"', site.get("/evaluasi?year=2025").text)[1]
    fields = dict.fromkeys(evaluation.FIELDS, "50") | {"pelaporan.kualitas": score}
    assert site.submit(agency, fields).status_code == 422
    assert "CC" not in re.sub(r"CC &gt;|CC > 50", "", site.get("/evaluasi?year=2025").text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_a_spreadsheet_never_sees_a_formula(text):
    assert export.safe(text).startswith("'")


def test_the_download_keeps_what_was_entered_and_defuses_formulas(site):
    site.sign_in()
    path = re.search(r'href="(/indikator/\d+/2026)"', site.get("/?year=2026").text)[1]
    site.submit(path, {"value": "-2,5", "evidence": '=HYPERLINK("x")', "note": 'kata; "kutip"'})
    answer = site.get("/ekspor.csv?year=2026")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    entered = next(row for row in rows if row["Realisasi"] == "-2,5")
    assert entered["Bukti dukung"] == '\'=HYPERLINK("x")'
    assert entered["Catatan"] == 'kata; "kutip"'
