"""Words that stand in restricted source alone are looked for on every address of the service."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract import Level, Sentence
from registry.access.callers import OPERATOR
from registry.catalog import entries, overrides, publication
from registry.catalog.found import IncidentFound, ManifestFacts, VisitOutcome
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings
from registry.tables import Source

SLUG, SHOWN = "e-rahasia", "pelaporan"
PLACES = (
    "repository", "landing", "long", "feature", "licence", "evidence", "declared", "reason", "risk",
    "finding", "mend", "path", "override", "overridden",
)  # fmt: skip
PLANTED = {place: "zq" + hashlib.sha256(place.encode()).hexdigest()[:12] for place in PLACES}
MOVED_TO = hashlib.sha1(b"moved", usedforsecurity=False).hexdigest()


def sentence(place: str) -> Sentence:
    return Sentence(id=PLANTED[place], en=PLANTED[place])


def finding(place: str, **changes: Any) -> contract.Check:
    values = {"code": "submodule", "level": Level.BLOCK, "message": sentence(place), "mend": sentence("mend")}
    return contract.Check.model_validate({**values, "path": PLANTED["path"], "line": 7, **changes})


@pytest.fixture
def planted(
    database: Database, settings: Settings, publish: Callable[..., str], make_release: Callable[..., Any]
) -> str:
    """Give the slug of a restricted application of which every part holds a word of its own."""
    facts = ManifestFacts(
        name="e-Rahasia",
        landing_url=f"https://{PLANTED['landing']}.example.go.id",
        categories=["data-analytics"],
        descriptions={
            "id": contract.Description(short=SHOWN, long=PLANTED["long"], features=[PLANTED["feature"]]),
        },
        contacts=[contract.Contact(name="Siti Rahma", email="siti@sumedangkab.go.id")],
    )
    found = contract.License(
        spdx="EUPL-1.2", file=PLANTED["licence"], usable=True, declared=PLANTED["declared"],
        reason=sentence("reason"), provenance="declared",
        evidence=[contract.LicenseEvidence(source="file", path=PLANTED["evidence"], spdx="EUPL-1.2")],
    )  # fmt: skip
    reasons = contract.Override(
        reason=PLANTED["overridden"],
        actor="operator",
        at="2026-03-01T00:00:00Z",  # type: ignore[arg-type]  # read by pydantic
    )
    more = {"manifest": facts, "license": found, "risks": [sentence("risk")]}
    good = make_release("1.0.0", findings=[finding("finding", override=reasons)], **more)
    bad = make_release("1.1.0", findings=[finding("finding")], snapshot_commit=None, archives=[], **more)
    publish(
        SLUG, good, bad, visibility="government", url=f"https://git.sumedangkab.go.id/{PLANTED['repository']}"
    )
    with database.write() as session:
        source = session.exec(select(Source)).one()
        moved = VisitOutcome([], ["1.0.0", "1.1.0"], [IncidentFound("tag-moved", "1.0.0", MOVED_TO)])
        publication.record(session, source.id, moved, actor="worker:test")
        request = contract.OverrideRequest(
            code="submodule",
            version="1.1.0",
            path=PLANTED["path"],
            reason=f"{PLANTED['override']} {'x' * 20}",
        )
        overrides.put(session, SLUG, request, actor=OPERATOR.actor)
    with database.read() as session:
        open_store(settings).put_bytes(f"applications/{SLUG}.json", entries.entry(session, SLUG) or b"")
    return SLUG


def addresses(client: TestClient) -> Iterator[str]:
    """Yield every address that can be read, with what the story has in the place of its blanks."""
    blanks = {
        "slug": SLUG,
        "version": "1.0.0",
        "code": "32.11",
        "number": "1",
        "shelf": "ab",
        "digest": "ab" * 32,
    }
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        if "get" in methods:
            yield re.sub(r"\{(\w+)\}", lambda found: blanks.get(found[1], "1"), path)
    yield from ("/", f"/applications/{SLUG}", f"/applications/{SLUG}?lang=en", "/docs", f"/?q={SHOWN}")
    for word in PLANTED.values():
        yield f"/api/v1/search?q={word}&facets=true"
        yield f"/?q={word}"
    for version in ("1.1.0", "latest"):
        yield f"/api/v1/applications/{SLUG}/releases/{version}"
        yield f"/api/v1/applications/{SLUG}/releases/{version}/checks"


def without_echo(address: str, text: str) -> str:
    """Take out what the page only repeats of the address that was asked."""
    asked = re.search(r"[?&]q=(\w+)", address)
    return text.replace(asked[1], "") if asked else text


@pytest.mark.parametrize("party", ["nobody", "own", pytest.param("pandu", marks=pytest.mark.long)])
def test_no_word_of_restricted_source_is_on_any_address(
    client: TestClient, planted: str, parties, party: str
) -> None:
    read = 0
    for address in addresses(client):
        answer = client.get(address, headers=parties[party], follow_redirects=False)
        text = without_echo(address, answer.text + str(dict(answer.headers)))
        shown = {place for place, word in PLANTED.items() if word in text}
        if MOVED_TO[:12] in text:
            shown.add("incident")
        assert not shown, (address, answer.status_code, shown)
        read += answer.status_code == 200
    assert read > 30, "hardly anything was read"


def test_a_search_for_restricted_words_finds_nothing_and_for_the_purpose_finds_it(
    client: TestClient, planted: str, parties
) -> None:
    for word in PLANTED.values():
        for headers in (parties["nobody"], parties["bekasi"]):
            answer = client.get("/api/v1/search", params={"q": word}, headers=headers).json()
            assert [hit["slug"] for hit in answer["items"] if hit["slug"] == planted] == [], word
    found = client.get("/api/v1/search", params={"q": SHOWN}).json()["items"]
    assert [hit["slug"] for hit in found] == [planted]


def test_everybody_reads_name_purpose_donor_and_how_to_ask(client: TestClient, planted: str) -> None:
    told = client.get(f"/api/v1/applications/{planted}").json()
    assert (told["name"], told["descriptions"]["id"]["short"]) == ("e-Rahasia", SHOWN)
    assert told["contacts"][0]["email"] == "siti@sumedangkab.go.id"
    assert told["incidents"][0]["version"] == "1.0.0"
    for language in ("id", "en"):
        assert "Pemerintah Kabupaten Sumedang (Siti Rahma" in told["how_to_ask"][language]
    release = client.get(f"/api/v1/applications/{planted}/releases/1.0.0").json()
    assert (release["license"]["spdx"], release["license"]["usable"]) == ("EUPL-1.2", True)
    assert None not in (release["commit"], release["tree"], release["snapshot_commit"])
    assert (release["files"], release["archives"], release["sbom"]) == (None, [], None)
    page = client.get(f"/applications/{planted}?lang=en").text
    for words in (SHOWN, "verified government organisations", "livinglab show e-rahasia --letter"):
        assert words in page
    assert "livinglab fetch e-rahasia" not in page


def test_who_is_entitled_finds_every_word(client: TestClient, planted: str, parties) -> None:
    base = f"/api/v1/applications/{planted}"
    paths = ("", "/releases/1.0.0", "/releases/1.1.0/checks", "/overrides", "/releases/1.0.0/checks")
    text = "".join(client.get(base + path, headers=parties["bekasi"]).text for path in paths)
    assert {place for place, word in PLANTED.items() if word not in text} == set()
    assert MOVED_TO[:12] in text


def test_a_signed_in_person_sees_the_whole_page_and_nobody_keeps_it(
    client: TestClient, planted: str, sign_in_as, parties
) -> None:
    sign_in_as("donor@sumedangkab.go.id")
    answer = client.get(f"/applications/{planted}")
    assert answer.headers["cache-control"] == "private, no-store"
    for place in ("repository", "long", "feature", "evidence", "risk", "finding"):
        assert PLANTED[place] in answer.text, place
    client.cookies.clear()
    assert PLANTED["repository"] not in client.get(f"/applications/{planted}").text


def test_the_static_entry_is_the_safe_one(client: TestClient, planted: str) -> None:
    answer = client.get(f"/archives/applications/{planted}.json")
    entry = contract.CatalogEntry.model_validate(answer.json())
    assert (entry.application.url, [one.archives for one in entry.releases]) == (None, [[], []])
    assert not [word for word in PLANTED.values() if word in json.dumps(answer.json())]
