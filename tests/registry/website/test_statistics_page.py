"""The statistics page: the founders' question first, figures with their records, filters in the address."""

import gzip
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from livinglab.contract import adoption_words
from registry.adoption import cohorts
from registry.adoption.tallies import STEP_NAMES
from registry.app import create_app
from registry.database import Database
from registry.demo import examples
from registry.settings import Settings
from registry.website.statistics.words import EXPLAINED, STEPS

BOTH = pytest.mark.parametrize("language", ["id", "en"])
SMALL = 100_000  # bytes over the wire, with the style sheet and the script


@dataclass
class Shown:
    """A registry with made-up adoptions of an open application and one by agreement; nothing changes it."""

    client: TestClient

    def page(self, query: str = "", language: str = "id") -> str:
        """Return the page's text."""
        answer = self.client.get(f"/statistics{query}", headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.text
        return unescape(" ".join(answer.text.split()))

    def api(self, path: str) -> Any:
        """Return what the API says."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()


@pytest.fixture(scope="module")
def shown(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, story: Callable[..., str]
) -> Iterator[Shown]:
    """Give one registry for the whole file."""
    folder = tmp_path_factory.mktemp("shown")
    settings = Settings(folder=folder / "registry", examples=True)
    settings.folder.mkdir()
    shutil.copy(sqlite_template, settings.folder / "livinglab.sqlite3")
    database = Database(settings.database)
    story(database, settings, folder, "e-sakip", region="32.11")
    story(database, settings, folder, "tati-satu-data", region="32.11", visibility="agreement")
    with database.write() as session:
        cohorts.load_packaged(session)
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(examples, "POPULAR", (("e-sakip", 14, 30), ("tati-satu-data", 4, 12)))
        examples.fill(database, settings)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield Shown(client)
    database.close()


@BOTH
def test_the_question_of_the_founders_is_answered_first(shown: Shown, language: str) -> None:
    funnel = shown.api("/api/v1/statistics/funnel")
    begun, used = funnel["steps"][0]["through"]["count"], funnel["steps"][-1]["through"]["count"]
    assert begun > used > 0
    page = shown.page(language=language)
    headings = re.findall(r"<h2[^>]*>([^<]+)", page)
    asked = {
        "id": "Berapa yang datang melihat, lalu sungguh memakai?",
        "en": "How many who came to look really followed through?",
    }
    assert headings[0].strip() == asked[language]
    answer = re.sub("<[^>]+>", "", page[page.index('class="answer"') :].split("</p>")[0].split(">", 1)[1])
    assert answer.split("  ")[0].startswith(f"{used} {'dari' if language == 'id' else 'of'} {begun} ")


def test_every_figure_leads_to_exactly_the_records_that_it_counts(shown: Shown) -> None:
    links = dict(re.findall(r'<a href="(/api/v1/adoptions[^"]*)">([\d.]+)</a>', shown.page("?region=32")))
    assert len(links) > 20
    for address in sorted(links)[::5]:
        found = shown.api(address)
        assert found["total"] == int(links[address].replace(".", "")), address


def test_each_file_carries_the_filters_of_the_page(shown: Shown) -> None:
    page = shown.page("?region=32&application=e-sakip&cohort=idsl")
    files = re.findall(r'<a href="(/api/v1/statistics/[^"]+)">(CSV|JSON)</a>', page)
    assert len(files) >= 18
    for address, kind in files:
        asked = dict(parse_qsl(urlsplit(address).query))
        answer = shown.client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        assert ("text/csv" if kind == "CSV" else "application/json") in answer.headers["content-type"]
        if "/cohorts/" not in address:
            assert (asked["region"], asked["application"], asked["cohort"]) == ("32", "e-sakip", "idsl")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?region=32", "Jawa Barat"),
        ("?region=32.11", "Kabupaten Sumedang"),
        ("?application=e-sakip", "e-SAKIP"),
        ("?cohort=idsl&region=32", "IDSL 2022"),
        ("?region=&application=&cohort=", "Statistik"),
    ],
)
def test_a_filter_is_said_and_stays_chosen_in_the_form(shown: Shown, query: str, says: str) -> None:
    page = shown.page(query)
    assert says in page
    for value in (one for _, one in parse_qsl(query[1:]) if one):
        assert f'<option value="{value}" selected>' in page
    totals = shown.api(f"/api/v1/statistics/totals{re.sub('[a-z]+=(&|$)', '', query)}")
    assert f">{totals['adoptions']['count']}</a></dd>" in page


@BOTH
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("region=99", "region"),
        ("region=Jawa Barat", "region"),
        ("region=32.16.05", "region"),
        ("application=tidak-ada", "application"),
        ("application=%3Cscript%3E", "application"),
        ("cohort=kohor-lain", "cohort"),
        ("cohort=%27--", "cohort"),
    ],
)
def test_a_filter_that_nothing_has_is_answered_with_what_to_do(
    shown: Shown, query: str, field: str, language: str
) -> None:
    answer = shown.client.get(f"/statistics?{query}", headers={"Accept-Language": language})
    assert answer.status_code == 422
    page = answer.text
    assert f'id="e-{field}"' in page
    assert f'aria-describedby="e-{field}"' in page
    words = {"id": ("Pilih satu", "Pakailah kode 32.16"), "en": ("Choose", "Use the code 32.16")}
    assert any(word in page for word in words[language])
    assert "<script>" not in page
    assert 'class="figures' not in page


def test_what_may_not_be_named_is_counted_and_said(shown: Shown) -> None:
    page = shown.page()
    totals = shown.api("/api/v1/statistics/totals")
    hidden = shown.api("/api/v1/statistics/applications")["items"][-1]
    assert hidden["application"] is None
    assert hidden["adoptions"]["count"] == 4
    assert "Di antaranya 4 adopsi adalah dari aplikasi yang pengadopsinya tidak boleh disebut" in page
    assert f">{totals['adoptions']['count']}</a></dd>" in page
    assert "tati-satu-data" not in page


def test_a_page_without_records_says_how_the_first_is_made(client: TestClient) -> None:
    page = " ".join(client.get("/statistics").text.split())
    assert "Belum ada catatan untuk pilihan ini" in page
    assert "Belum ada yang dapat digambarkan." in page
    assert "0 dari 514" in re.sub("<[^>]+>", "", page)


@BOTH
def test_the_page_is_small_and_asks_for_nothing_that_our_policy_refuses(shown: Shown, language: str) -> None:
    text = shown.client.get("/statistics", headers={"Accept-Language": language}).text
    assets = [shown.client.get(one).content for one in re.findall(r'(?:href|src)="(/static/[^"]+)', text)]
    assert len(gzip.compress(text.encode(), 6)) + sum(len(gzip.compress(one)) for one in assets) < SMALL
    assert not re.search(r"\sstyle=|<style|<script>|javascript:|src=\"http", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for name in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', text):
        assert set(name.split()) <= set(ids)
    for goal in re.findall(r'href="#([^"]+)"', text):
        assert goal in ids
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))


def test_a_reader_who_has_the_page_gets_304(shown: Shown) -> None:
    first = shown.client.get("/statistics?region=32")
    again = shown.client.get("/statistics?region=32", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_every_step_of_the_funnel_has_its_words() -> None:
    assert tuple(STEPS) == tuple(EXPLAINED) == STEP_NAMES
    assert set(adoption_words.STATES)
