import re

import pytest

from esakip.english import ENGLISH
from esakip.settings import Path

FOLDER = Path(__file__).parents[1] / "esakip"


def first_indicator(site):
    return re.search(r'href="(/indikator/\d+/2026)"', site.get("/?year=2026").text)[1]


def test_the_overview_shows_the_region_and_marks_the_example(site):
    page = site.get("/").text
    assert "Kabupaten Uji &amp; Coba" in page
    assert "DATA CONTOH." in page
    assert "Prevalensi stunting" in page
    assert "103,20 %" in page


def test_the_overview_exists_in_english_and_remembers_it(site):
    assert "EXAMPLE DATA." in site.get("/?lang=en").text
    assert "103.20 %" in site.get("/").text


def test_nothing_on_a_page_comes_from_another_host(site):
    answer = site.get("/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(src|href|action)="(https?:)?//', answer.text)
    assert "<script" not in answer.text


def test_health_answers_for_the_database(site):
    assert site.get("/health").json()["database"] == "ok"


def test_a_realisation_is_recorded_and_shown(site):
    site.sign_in()
    path = first_indicator(site)
    answer = site.submit(path, {"value": "1.234,5", "note": "<b>tebal</b>"})
    assert (answer.status_code, answer.headers["Location"].startswith("/?year=2026#")) == (303, True)
    assert "1.234,5" in site.get("/?year=2026").text
    assert "&lt;b&gt;tebal&lt;/b&gt;" in site.get(path).text


@pytest.mark.parametrize("value", ["", "banyak", "12.5", "1,23456", "9" * 30, "\x00"])
def test_wrong_input_is_told_and_not_saved(site, value):
    site.sign_in()
    path = first_indicator(site)
    before = site.get(path).text
    answer = site.submit(path, {"value": value})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert site.get(path).text == before


def test_only_an_operator_may_enter_data(site):
    assert site.get("/indikator/1/2026").status_code == 401
    assert site.submit("/indikator/1/2026", {"value": "1"}, form="/masuk").status_code == 401
    assert site.submit("/masuk", {"password": "salah-sekali", "to": "/"}).status_code == 403


def test_a_form_from_elsewhere_is_refused(site):
    site.sign_in()
    path = first_indicator(site)
    assert site.browser.post(path, data={"value": "1"}).status_code == 403
    assert site.browser.post(path, data={"value": "1", "token": "0" * 64}).status_code == 403


def test_a_cookie_that_was_changed_gives_no_rights(site):
    site.sign_in()
    good = site.browser.cookies["esakip_session"]
    identifier, expires, _, mark = site.get("/") and good.split(".")
    for forged in (f"{identifier}.{int(expires) + 1}.1.{mark}", f"{good}0", "1.1.1.1", "", "a.b.c.d.e"):
        site.browser.cookies.clear()
        site.browser.cookies.set("esakip_session", forged)
        assert site.get("/indikator/1/2026").status_code == 401


def test_signing_in_never_leads_to_another_site(site):
    for to in ("//jahat.example", "/\\jahat.example", "https://jahat.example"):
        answer = site.submit("/masuk", {"password": "kata-sandi-operator", "to": to})
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tidak-ada", 404),
        ("/?year=1", 400),
        ("/?year=x", 400),
        ("/?year=2099", 200),
        ("/indikator/x/2026", 400),
    ],
)
def test_a_wrong_address_gives_a_page_with_a_reason(site, path, status):
    site.sign_in()
    answer = site.get(path)
    assert (answer.status_code, "<h1>" in answer.text) == (status, True)


def test_an_unknown_indicator_is_not_found(site):
    site.sign_in()
    assert site.get("/indikator/999999/2026").status_code == 404


def test_a_form_that_is_too_large_is_refused(site):
    site.sign_in()
    assert site.submit(first_indicator(site), {"value": "1", "note": "x" * 40_000}).status_code == 413


def test_every_sentence_has_its_english():
    templates = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / "templates").iterdir())
    modules = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*_web.py"))
    modules += "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("forms.py", "numbers.py", "pages.py"))
    sentences = re.findall(r'_\("([^"]+)"\)', templates)
    sentences += re.findall(r'(?:Error\(|\d, | = )"([A-Z][^"]+\.)"', modules)
    assert len(sentences) > 30
    assert sorted({sentence for sentence in sentences if sentence not in ENGLISH}) == []
