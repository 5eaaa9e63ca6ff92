"""Applications side by side: what differs stands out, and a choice that cannot be compared leads on."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.described import Dependency
from registry.catalog.found import ManifestFacts

HTML = {"accept": "text/html"}


@pytest.fixture
def three(
    client: TestClient, publish: Callable[..., str], make_release: Any, make_unlicensed: Any
) -> TestClient:
    """Give a catalog of e-SAKIP, SIMPEG and one that may not be fetched, whose source is by agreement."""
    publish("e-sakip")
    facts = ManifestFacts(
        name="SIMPEG",
        development_status="stable",
        descriptions={"id": contract.Description(short="Kepegawaian daerah")},
        dependencies=[Dependency(kind="open", name="PostgreSQL", version="14")],
    )
    publish("simpeg", make_release("2.0.0", manifest=facts))
    publish("arsip", make_unlicensed(), visibility="agreement")
    return client


def read(client: TestClient, *slugs: str, status: int = 200, **query: str) -> str:
    """Return the page that compares some applications."""
    asked = {"application": slugs, "lang": "en", **query}
    answer = client.get("/compare", params=asked, headers=HTML)
    assert answer.status_code == status, answer.text
    return " ".join(unescape(answer.text).split())


def test_each_has_a_column_and_what_differs_stands_out(three: TestClient) -> None:
    page = read(three, "e-sakip", "simpeg", "arsip")
    columns = re.findall(r'<th scope="col"><a href="/applications/([^"]+)"', page)
    assert columns == ["e-sakip", "simpeg", "arsip"]
    for said in (
        "PostgreSQL 14",
        "2.0.0",
        "Kepegawaian daerah",
        "under an agreement with the donor",
        "not told",
    ):
        assert said in page, said
    assert '<a class="small" href="/compare?application=e-sakip&application=arsip">' in page
    rows = re.findall(r'<tr( class="alike")?> <th scope="row">([^<]+)', page)
    alike = {title.strip() for mark, title in rows if mark}
    assert "Donated by" in alike
    assert alike.isdisjoint({"Latest release", "What it needs", "Source code"})
    less = read(three, "e-sakip", "simpeg", "arsip", show="differences")
    assert 'class="alike"' not in less
    assert len(re.findall('<th scope="row">', less)) == len(rows) - len(alike)


def test_a_choice_that_cannot_be_compared_says_why_and_leads_on(three: TestClient) -> None:
    assert "Choose two to four" in read(three)
    one = read(three, "e-sakip", status=422)
    assert "Choose one to three others" in one
    assert "/compare?application=e-sakip&application=simpeg" in one  # what is like it
    assert "One application is chosen" in read(three, "e-sakip", "e-sakip", status=422)
    unknown = read(three, "e-sakip", "simpeg", "\0", "nothing", status=404)
    assert "nothing</code> <strong>is not in the catalog" in unknown
    assert 'class="button" href="/compare?application=e-sakip&application=simpeg"' in unknown
    many = read(three, "e-sakip", "simpeg", "arsip", "d", "e", status=422)
    assert "Too many are chosen: 4 fit" in many
    assert "is not in the catalog" in read(three, "x" * 9_000, "e-sakip", status=404)
