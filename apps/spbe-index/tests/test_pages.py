import re
from pathlib import Path

import pytest

from spbeindex.english import ENGLISH

FOLDER = Path(__file__).parents[1] / "spbeindex"
ASPECTS = {1: range(1, 11), 2: range(11, 15), 3: range(15, 19), 4: range(19, 21)}
ASPECTS |= {5: range(21, 29), 6: range(29, 32), 7: range(32, 42), 8: range(42, 48)}


def fields(aspect, level):
    return {f"level.{number}": level for number in ASPECTS[aspect]}


def test_the_result_shows_the_region_and_marks_the_example(site):
    page = site.get("/").text
    assert "Kabupaten Uji &amp; Coba" in page
    assert "DATA CONTOH." in page
    assert "2,62 <span>Baik</span>" in page


def test_the_result_exists_in_english_and_remembers_it(site):
    assert "EXAMPLE DATA." in site.get("/?lang=en").text
    assert "2.62 <span>Good</span>" in site.get("/").text


def test_nothing_on_a_page_comes_from_another_host(site):
    answer = site.get("/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(src|href|action)="(https?:)?//', answer.text)
    assert "<script" not in answer.text


def test_health_answers_for_the_database(site):
    assert site.get("/health").json()["database"] == "ok"


def test_an_assessment_grows_aspect_by_aspect_to_an_index(site):
    site.sign_in()
    for number in ASPECTS:
        assert "Belum lengkap" in site.get("/?year=2023").text
        assert site.submit(f"/aspek/{number}/2023", fields(number, "4")).status_code == 303
    page = site.get("/?year=2023").text
    assert "4,00 <span>Sangat Baik</span>" in page
    assert "DATA CONTOH." not in page


@pytest.mark.parametrize("level", ["0", "6", "2,5", "-1", "٣", "x" * 400])
def test_a_level_that_does_not_exist_is_told_and_nothing_is_saved(site, level):
    site.sign_in()
    before = site.get("/?year=2022").text
    answer = site.submit("/aspek/2/2022", fields(2, "3") | {"level.12": level})
    assert answer.status_code == 422
    assert "Pilih tingkat 1 sampai 5." in answer.text
    assert site.get("/?year=2022").text == before


def test_fields_of_another_aspect_are_not_taken(site):
    site.sign_in()
    site.submit("/aspek/2/2021", {"level.1": "5", "level.99": "5"})
    assert "0 / 47" in site.get("/?year=2021").text


def test_only_an_operator_may_enter_levels(site):
    assert site.get("/aspek/1/2024").status_code == 401
    assert site.submit("/aspek/1/2024", fields(1, "5"), form="/masuk").status_code == 401
    assert site.submit("/masuk", {"password": "salah-sekali", "to": "/"}).status_code == 403


def test_a_form_from_elsewhere_is_refused(site):
    site.sign_in()
    for token in ("", "0" * 64):
        sent = fields(1, "5") | {"token": token}
        assert site.browser.post("/aspek/1/2024", data=sent).status_code == 403


def test_a_cookie_that_was_changed_gives_no_rights(site):
    site.sign_in()
    good = site.browser.cookies["spbeindex_session"]
    identifier, expires, _, mark = good.split(".")
    for forged in (f"{identifier}.{int(expires) + 1}.1.{mark}", f"{good}0", "1.1.1.1", "", "a.b.c.d.e"):
        site.browser.cookies.clear()
        site.browser.cookies.set("spbeindex_session", forged)
        assert site.get("/aspek/1/2024").status_code == 401


@pytest.mark.parametrize("year", [2020, 2026])
def test_the_instrument_is_not_used_outside_its_years(site, year):
    site.sign_in()
    assert site.get(f"/?year={year}").status_code == 404
    assert site.get(f"/aspek/1/{year}").status_code == 404
    assert site.submit(f"/aspek/1/{year}", fields(1, "3"), form="/masuk").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"), [("/tidak-ada", 404), ("/?year=x", 400), ("/aspek/9/2024", 404), ("/aspek/x/2024", 400)]
)
def test_a_wrong_address_gives_a_page_with_a_reason(site, path, status):
    site.sign_in()
    answer = site.get(path)
    assert (answer.status_code, "<h1>" in answer.text) == (status, True)


def test_a_form_that_is_too_large_is_refused(site):
    site.sign_in()
    assert site.submit("/aspek/1/2024", {"level.1": "x" * 40_000}).status_code == 413


def test_every_sentence_has_its_english():
    templates = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / "templates").iterdir())
    modules = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*_web.py"))
    modules += "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("forms.py", "numbers.py", "pages.py"))
    sentences = re.findall(r'_\("([^"]+)"\)', templates)
    sentences += re.findall(r'(?:Error\(|\d, | = )"([A-Z][^"]+\.)"', modules)
    assert len(sentences) > 30
    assert sorted({sentence for sentence in sentences if sentence not in ENGLISH}) == []
