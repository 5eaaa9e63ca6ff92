"""Feeds are Atom as RFC 4287 has it, tell what everybody may know, and forget at once what is hidden."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from pydantic import AnyHttpUrl
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab.contract.adoptions import Stage
from livinglab.contract.moderation import Decision
from registry import clock
from registry.access.callers import OPERATOR
from registry.app import create_app
from registry.catalog import moderation, yanks
from registry.database import Database
from registry.settings import Settings
from registry.tables import AdoptionEvent, Application, Incident

ATOM = "{http://www.w3.org/2005/Atom}"
REASON = "Alasan yang cukup panjang untuk dibaca."
FEEDS = (
    "/feeds/catalog.atom",
    "/feeds/applications/e-sakip.atom",
    "/feeds/regions/32.11.atom",
    "/feeds/regions/32.atom",
    "/feeds/search.atom?q=kinerja&region=32",
)
# RFC 4287, 4.1: what a feed and an entry must hold exactly once, and what at most once.
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = (
    "generator",
    "icon",
    "logo",
    "rights",
    "subtitle",
    "published",
    "summary",
    "content",
    "source",
)
KNOWN = {"author", "category", "contributor", "link", "entry", *ONCE["feed"], *AT_MOST_ONCE}


def read(client: TestClient, address: str, **headers: str) -> ElementTree.Element:
    """Get a feed, see that it is valid, and give its root."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    assert root.tag == f"{ATOM}feed"
    _check(root, "feed")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _check(entry, "entry")
    ids = [text(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    times = [moment(entry) for entry in entries]
    assert times == sorted(times, reverse=True)
    assert moment(root) >= max(times, default=moment(root))
    return root


def _check(element: ElementTree.Element, kind: str) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= KNOWN
    assert all(names.count(name) == 1 for name in ONCE[kind])
    assert all(names.count(name) <= 1 for name in AT_MOST_ONCE)
    assert urlsplit(text(element, "id")).scheme == "tag"
    moment(element)
    links = element.findall(f"{ATOM}link")
    assert links
    assert all(urlsplit(link.attrib["href"]).hostname == "127.0.0.1" for link in links)
    assert "summary" in names or "content" in names or kind == "feed"


def text(element: ElementTree.Element, name: str) -> str:
    """Give the text of a child."""
    return element.findtext(f"{ATOM}{name}") or ""


def moment(element: ElementTree.Element) -> datetime:
    """Give when it was updated: RFC 3339, with its zone."""
    found = datetime.fromisoformat(text(element, "updated"))
    assert found.tzinfo is not None
    return found


def categories(root: ElementTree.Element) -> set[str]:
    """Give what kinds of entries a feed has."""
    return {found.attrib["term"] for found in root.iterfind(f"{ATOM}entry/{ATOM}category")}


def titles(root: ElementTree.Element) -> list[str]:
    """Give the entries' titles."""
    return [text(entry, "title") for entry in root.iterfind(f"{ATOM}entry")]


@pytest.fixture
def storied(
    database: Database, client: TestClient, publish: Callable[..., str], make_release: Any, adopt: Any
) -> TestClient:
    """Give a registry in which everything has happened that feeds tell of."""
    publish("e-sakip", make_release("1.0.0"), make_release("1.1.0"))
    today = clock.date_in_jakarta()
    adopt("e-sakip", "32.16", Stage.GO_LIVE, today - timedelta(days=500))
    adopt("e-sakip", "32.11", Stage.GO_LIVE, today.replace(day=1) - timedelta(days=330))
    adopt("e-sakip", "32.12", Stage.STOPPED, reason="no-staff")
    with database.write() as session:
        yanks.yank(session, "e-sakip", "1.0.0", REASON, caller=OPERATOR)
        number = session.exec(select(Application.id)).one()
        incident = Incident(
            application_id=number or 0, version="1.1.0", kind="tag-moved", found="f" * 40, seen_at=clock.now()
        )
        session.add(incident)
    return client


def test_every_feed_is_valid_atom_and_tells_its_story(storied: TestClient) -> None:
    found = {address: categories(read(storied, address)) for address in FEEDS}
    assert found["/feeds/applications/e-sakip.atom"] == {"release", "yank", "incident", "adoption"}
    assert found["/feeds/regions/32.11.atom"] >= {"release", "adoption", "reminder"}
    assert found["/feeds/regions/32.atom"] >= {"release", "adoption", "reminder", "lapse"}
    assert found["/feeds/catalog.atom"] == found["/feeds/search.atom?q=kinerja&region=32"] == {"release"}


def test_a_corrected_record_is_told_as_it_was_corrected(
    database: Database, client: TestClient, publish: Callable[..., str], adopt: Any
) -> None:
    publish()
    adopt("e-sakip", "32.12", Stage.STOPPED, reason="technical")
    with database.read() as session:
        wrong = session.exec(select(AdoptionEvent.id)).one()
    adopt("e-sakip", "32.12", Stage.STOPPED, reason="no-budget", corrects_id=wrong)
    entries = read(client, "/feeds/regions/32.12.atom?lang=en").findall(f"{ATOM}entry")
    assert [text(entry, "summary").partition(": ")[2] for entry in entries] == ["no budget."]


def test_a_feed_speaks_the_readers_language(storied: TestClient) -> None:
    address = "/feeds/applications/e-sakip.atom"
    assert "e-SAKIP 1.0.0 ditarik" in titles(read(storied, address))
    english = titles(read(storied, address, **{"Accept-Language": "en-GB,en;q=0.9"}))
    assert "e-SAKIP 1.0.0 was yanked" in english
    assert titles(read(storied, f"{address}?lang=en")) == english
    by_header = read(storied, address, **{"Accept-Language": "en"})
    assert by_header.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"


def test_a_reader_who_has_it_already_gets_nothing_again(storied: TestClient, adopt: Any) -> None:
    for address in FEEDS:
        etag = storied.get(address).headers["etag"]
        again = storied.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
    etag = storied.get(FEEDS[1]).headers["etag"]
    adopt("e-sakip", "32.17")
    assert storied.get(FEEDS[1], headers={"If-None-Match": etag}).status_code == 200


def test_ids_and_links_follow_the_public_address_and_never_the_host(
    settings: Settings, publish: Callable[..., str]
) -> None:
    publish()
    public = settings.model_copy(update={"public_url": AnyHttpUrl("https://katalog.example.go.id")})
    with TestClient(create_app(public), base_url="https://katalog.example.go.id") as client:
        body = client.get("/feeds/catalog.atom?lang=en", headers={"X-Forwarded-Host": "evil.example"}).text
    assert "evil" not in body
    assert "<id>tag:katalog.example.go.id,2026:applications/e-sakip/releases/1.0.0</id>" in body
    assert '<link href="https://katalog.example.go.id/feeds/catalog.atom?lang=en" rel="self"/>' in body


def test_what_is_quarantined_is_in_no_feed_from_then_on(database: Database, storied: TestClient) -> None:
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.QUARANTINE, REASON, caller=OPERATOR)
    assert storied.get("/feeds/applications/e-sakip.atom").status_code == 404
    for address in FEEDS:
        if "applications" not in address:
            assert titles(read(storied, address)) == []


def test_nothing_but_the_safe_text_of_restricted_source_is_in_a_feed(
    client: TestClient, publish: Callable[..., str], adopt: Any
) -> None:
    publish("e-rahasia", visibility="agreement")
    adopt("e-rahasia", "32.16", Stage.STOPPED, reason="no-staff", note="kanari-catatan")
    for address in (*FEEDS[2:], "/feeds/regions/32.16.atom", "/feeds/applications/e-rahasia.atom"):
        root = read(client, address)
        assert categories(root) <= {"release"}
        said = ElementTree.tostring(root, encoding="unicode")
        assert "Bekasi" not in said.partition("<entry>")[2]
        assert "Perencanaan" not in said
        assert "kanari" not in said


@pytest.mark.parametrize("address", ["/feeds/applications/none.atom", "/feeds/regions/99.99.atom"])
def test_an_unknown_feed_is_a_problem(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_feed_holds_the_newest_fifty(
    client: TestClient, publish: Callable[..., str], make_release: Any
) -> None:
    publish("e-sakip", *(make_release(f"1.{number}.0") for number in range(60)))
    assert len(titles(read(client, "/feeds/applications/e-sakip.atom"))) == 50


def test_names_with_markup_and_control_characters_do_not_break_a_feed(
    client: TestClient, publish: Callable[..., str], make_release: Any, make_facts: Any
) -> None:
    name = 'A & <script>"x"</script> \x0b\ufffe]]>'
    publish("e-sakip", make_release(manifest=make_facts(name=name, short="<b>&amp;</b>\x00")))
    title = titles(read(client, "/feeds/catalog.atom"))[0]
    assert title == 'A & <script>"x"</script> ]]> 1.0.0'
