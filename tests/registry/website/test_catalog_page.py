"""The catalog page: words and facets in the address, the same list for programs, and ways on from nothing."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.adoptions import State
from registry import clock, journal
from registry.catalog.found import ManifestFacts
from registry.database import Database
from registry.tables import Adoption, Application, Organisation

HTML = {"accept": "text/html"}


@pytest.fixture
def catalog(
    client: TestClient,
    database: Database,
    publish: Callable[..., str],
    make_release: Any,
    make_unlicensed: Any,
) -> TestClient:
    """Give a catalog of three: e-SAKIP, which Bekasi uses, SIMPEG, and one that may not be fetched."""
    publish("e-sakip")
    facts = ManifestFacts(
        name="SIMPEG",
        license="MIT",
        categories=["hr"],
        development_status="beta",
        descriptions={"id": contract.Description(short="Kepegawaian daerah")},
    )
    license = contract.License(spdx="MIT", file="LICENSE", usable=True, provenance="declared")
    publish("simpeg", make_release("2.0.0", manifest=facts, license=license), publisher="Kota Bandung")
    withheld = ManifestFacts(name="Arsip", descriptions={"en": contract.Description(short="Keeps records")})
    publish("arsip", make_unlicensed(manifest=withheld))
    with database.write() as session:
        number = session.exec(select(Application.id).where(Application.slug == "e-sakip")).one()
        organisation = Organisation(name="Bekasi", kind="region", created_at=clock.now())
        session.add(organisation)
        session.flush()
        today = clock.date_in_jakarta()
        serial = journal.append(session, actor="test", action="adopted", subject="adoption:1", detail={})
        session.add(
            Adoption(
                application_id=number or 0, region_code="32.16", organisation_id=organisation.id or 0,
                created_at=clock.now(), state=State.IN_USE, since=today, expires_on=today,
                changed_serial=serial,
            )
        )  # fmt: skip
    return client


def read(client: TestClient, path: str, status: int = 200, **query: Any) -> str:
    """Return a page's text."""
    answer = client.get(path, params=query or None, headers=HTML)
    assert answer.status_code == status, answer.text
    return unescape(" ".join(answer.text.split()))


def names(page: str) -> list[str]:
    """Return the applications of a page in their order."""
    return re.findall(r'<h3><a href="/applications/([^"]+)">', page)


def test_a_facet_says_how_many_it_leaves_leads_there_and_back(catalog: TestClient) -> None:
    page = read(catalog, "/catalog", lang="en")
    assert sorted(names(page)) == ["arsip", "e-sakip", "simpeg"]
    facets = re.findall(
        r'<li><a href="(/catalog\?[^"]+)" rel="nofollow">([^<]+)</a> <span class="count">(\d)', page
    )
    assert {(label, count) for _, label, count in facets} >= {
        *(("HR", "1"), ("May be fetched now", "2"), ("In use", "1")),
        *(("Jawa Barat", "1"), ("MIT", "1"), ("Kota Bandung", "1")),
    }
    for address, label, count in facets:
        narrowed = read(catalog, address)
        assert len(names(narrowed)) == int(count), label
        assert 'aria-current="true"><span class="unseen">' in narrowed, label
        assert '<a href="/catalog" rel="nofollow" aria-current="true">' in narrowed, label
    both = read(catalog, "/catalog", q="kinerja", license="EUPL-1.2", adopted="true", lang="en")
    assert names(both) == ["e-sakip"]
    assert '<a class="all" href="/catalog">Clear all</a>' in both
    assert 'name="license" value="EUPL-1.2"' in both  # a search from here keeps the filters


def test_a_row_says_what_decides(catalog: TestClient) -> None:
    page = read(catalog, "/catalog", lang="id", q="akuntabilitas")
    for said in ("Pemerintah Kabupaten Sumedang", "1 pemerintah daerah", "1.0.0", "1 Maret 2026", "EUPL-1.2"):
        assert said in page
    page = read(catalog, "/catalog", lang="id", fetchable="false")
    assert "belum dapat diambil" in page
    assert '<p lang="en">Keeps records</p>' in page


def test_programs_read_the_same_list_in_the_same_order(catalog: TestClient) -> None:
    page = read(catalog, "/catalog", sort="name", fetchable="true")
    table, listed, feed = re.search(
        r'class="exports">.*?href="([^"]+)">CSV<.*?href="([^"]+)">JSON<.*?href="([^"]+)">Atom<', page
    ).groups()  # type: ignore[union-attr]  # a page without them fails here as well
    assert (
        [item["slug"] for item in catalog.get(listed).json()["items"]] == names(page) == ["e-sakip", "simpeg"]
    )
    rows = list(csv.DictReader(io.StringIO(catalog.get(table).content.decode("utf-8-sig"))))
    assert [(row["slug"], row["adopters"], row["last_change"]) for row in rows] == [
        ("e-sakip", "1", "2026-03-01"),
        ("simpeg", "0", "2026-03-01"),
    ]
    assert catalog.get(feed).text.count("<entry>") == 2


def test_where_nothing_is_found_there_are_ways_on(catalog: TestClient) -> None:
    page = read(catalog, "/catalog", q="kinerja", license="MIT", lang="en")
    assert "No application matches" in page
    assert '<a href="/catalog?q=kinerja">See the one application that the words alone find</a>' in page
    assert "Search without Licence: MIT" in page
    assert '<a href="/catalog?q=kepegawaian">kepegawaian</a>?' in read(catalog, "/catalog", q="kepegawaiam")


def test_what_no_search_can_mean_is_a_page_that_says_so(catalog: TestClient) -> None:
    assert "good, fair, bad, unknown" in read(catalog, "/catalog", 422, health="fine")
    assert "match, changed" in read(catalog, "/catalog", 422, sort="best")
    assert "cursor" in read(catalog, "/catalog", 400, cursor="x")
    assert names(read(catalog, "/catalog", q="x" * 9_000)) == []
    assert names(read(catalog, "/catalog", category="nothing-of-ours")) == []
    old = catalog.get("/?q=sakip&lang=en", follow_redirects=False)
    assert (old.status_code, old.headers["location"]) == (308, "/catalog?q=sakip&lang=en")


def test_an_empty_catalog_says_how_to_begin(client: TestClient) -> None:
    assert 'href="/submit"' in read(client, "/catalog")
    assert len(read(client, "/", lang="en")) < 40_000
