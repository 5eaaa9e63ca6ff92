"""The home page: search first, true figures that lead to what they count, and where to begin."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.catalog.search import IndexBuilding, Search


def test_the_figures_are_those_of_the_statistics_and_lead_to_their_lists(
    client: TestClient, publish: Callable[..., str]
) -> None:
    publish("e-sakip")
    page = " ".join(unescape(client.get("/").text).split())
    figures = re.findall(r'<div class="figure"><dt>([^<]+)</dt><dd><a href="([^"]+)">([^<]+)</a>', page)
    assert [(value, href) for _, href, value in figures] == [
        ("0", "/regions"),
        ("0", "/statistics"),
        ("1", "/catalog"),
        ("1", "/catalog#facet-publisher"),
    ]
    assert "514" in figures[0][0]
    assert 'action="/catalog"' in page
    assert "livinglab fetch e-sakip --region 32.16" in page
    wanted = page.partition('id="wanted"')[2].partition("</section>")[0]
    assert '<a href="/applications/e-sakip">' in wanted  # nobody uses it yet
    assert 'id="facet-publisher"' in client.get("/catalog").text


def test_home_stands_while_the_index_is_being_built(
    client: TestClient, publish: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def building(*_: Any, **__: Any) -> None:
        raise IndexBuilding

    monkeypatch.setattr(Search, "find", building)
    page = client.get("/?lang=en")
    assert page.status_code == 200
    assert "its search is being prepared" in page.text
