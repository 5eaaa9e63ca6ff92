"""Lists as CSV: what a spreadsheet opens, and what it must never compute."""

import csv
import io
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.api import tables
from registry.api.negotiation import Medium, medium

FORMULA = '=HYPERLINK("https://evil.example")'


def rows(text: str) -> list[list[str]]:
    """Read CSV as a program does that is told of the byte order mark."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", Medium.JSON),
        ("*/*", Medium.JSON),
        ("text/csv", Medium.CSV),
        ("TEXT/CSV;q=0.9, application/json;q=0.1", Medium.CSV),
        ("text/csv;q=0.1, */*;q=0.9", Medium.JSON),
        ("application/ld+json, */*;q=0.1", Medium.LINKED),
        ("text/html, application/xhtml+xml, */*;q=0.8", Medium.JSON),
        ("text/csv;q=0", Medium.JSON),
        ("text/csv;q=nan, text/csv;q=2, text/csv;q=x", Medium.JSON),
    ],
)
def test_the_most_wanted_form_is_given(accept: str, wanted: Medium) -> None:
    assert medium(accept) is wanted


def test_a_table_is_a_file_that_computes_nothing() -> None:
    answer = tables.table("berkas", ["a", "b"], [[FORMULA, 'x "y", z'], [None, -5]])
    assert answer.headers["content-disposition"] == 'attachment; filename="berkas.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    text = bytes(answer.body).decode()
    assert text.startswith("\ufeffa,b\r\n")
    assert rows(text)[1:] == [["'" + FORMULA, 'x "y", z'], ["", "-5"]]


def test_lists_come_as_csv_to_who_asks_for_it(client: TestClient, publish: Callable[..., str]) -> None:
    publish()
    for path in ("/api/v1/applications", "/api/v1/regions?kind=province"):
        plain = client.get(path)
        asked = client.get(path, headers={"accept": "text/csv"})
        named = client.get(path, params={**dict(plain.request.url.params), "format": "csv"})
        assert asked.text == named.text, path
        assert plain.json()["items"], path  # one form is never kept for the other
        assert [row[0] for row in rows(asked.text)[1:]] == [
            item.get("slug") or item["code"] for item in plain.json()["items"]
        ]
        assert asked.headers["vary"].lower().startswith("accept,"), path
        again = client.get(path, headers={"accept": "text/csv", "if-none-match": asked.headers["etag"]})
        assert again.status_code == 304


def test_csv_leads_to_its_next_page(client: TestClient) -> None:
    codes, path = [], "/api/v1/regions?kind=province&format=csv&limit=30"
    for _ in range(2):
        answer = client.get(path)
        codes += [row[0] for row in rows(answer.text)[1:]]
        path = answer.links.get("next", {}).get("url", "")
    assert (len(set(codes)), path) == (38, "")


def test_an_unknown_format_is_refused_by_name(client: TestClient) -> None:
    refused = client.get("/api/v1/regions?format=xml")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "format")


def test_downloads_and_adoptions_come_as_csv_too(client: TestClient, publish: Callable[..., str]) -> None:
    publish()
    fetched = client.get("/api/v1/applications/e-sakip/fetches?format=csv")
    assert rows(fetched.text) == [["version", "region_code", "day", "count"]]
    adopted = client.get("/api/v1/adoptions", headers={"accept": "text/csv"})
    assert rows(adopted.text)[0][:4] == ["id", "application", "application_name", "region_code"]
