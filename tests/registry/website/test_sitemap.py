"""The map of public pages: whole, split where it is long, and silent about what is not shown."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.website.sitemap import parts as sitemap_pages

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def listed(text: str) -> list[str]:
    """Return the addresses of a map, or of an index of maps."""
    return [found.text or "" for found in ET.fromstring(text).iterfind(".//s:loc", NAMES)]  # noqa: S314 - our own


def test_public_pages_are_listed_with_their_day_and_their_twins(
    client: TestClient, publish: Callable[..., str], submit: Callable[..., int]
) -> None:
    publish()
    submit("e-rahasia")  # waits for its visit, so nobody sees it
    answer = client.get("/sitemap.xml")
    pages = listed(answer.text)
    origin = "http://127.0.0.1:8000"
    for path in ("/", "/guide/law", "/regions/32.11", "/donors/1", "/applications/e-sakip"):
        assert f"{origin}{path}" in pages
    assert "e-rahasia" not in answer.text
    assert len(pages) == len(set(pages)) == len(sitemap_pages.PLAIN) + 38 + 514 + 2
    own = answer.text.partition("/applications/e-sakip</loc>")[2].partition("</url>")[0]
    assert "<lastmod>20" in own
    assert f'hreflang="en" href="{origin}/applications/e-sakip?lang=en"' in own
    small = client.get("/sitemap.xml", headers={"accept-encoding": "gzip"})
    plain = client.get("/sitemap.xml", headers={"accept-encoding": "identity"})
    assert (small.headers["content-encoding"], small.text) == ("gzip", plain.text)
    assert small.headers["etag"] != plain.headers["etag"]
    again = client.get("/sitemap.xml", headers={"if-none-match": small.headers["etag"]})
    assert again.status_code == 304


def test_a_long_one_is_an_index_of_parts(
    client: TestClient, publish: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sitemap.pages", "sitemap.parts"):
        monkeypatch.setattr(f"registry.website.{module}.PART", 2)
    for number in range(3):
        publish(f"aplikasi-{number}")
    parts = [address.partition(":8000")[2] for address in listed(client.get("/sitemap.xml").text)]
    assert parts == [f"/sitemaps/{name}.xml" for name in ("pages", "applications-1", "applications-2")]
    found = [page for part in parts for page in listed(client.get(part).text)]
    assert len(found) == len(set(found))
    assert [page.rpartition("/")[2] for page in found if "/applications/" in page] == [
        f"aplikasi-{number}" for number in range(3)
    ]
    assert client.get("/sitemaps/applications-3.xml").status_code == 404


def test_robots_are_kept_from_what_is_nobodys_result(client: TestClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /account" in lines
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines
    kept_out = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    for path in sitemap_pages.PLAIN:
        assert not any(path.startswith(one) for one in kept_out), path
