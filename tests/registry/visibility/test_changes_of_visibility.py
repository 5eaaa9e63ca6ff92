"""Changing who may have the source: texts at once, files right after, and nobody else's files with them."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab import contract
from registry.adoption.fetches import Fetches, write
from registry.catalog import publication, shelves
from registry.catalog.found import VisitOutcome
from registry.catalog.store import open_store
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import Application, JournalRow, Source

PATH = "/api/v1/applications/e-sakip"
REASON = "Memuat logika pengawasan internal; dibatasi dahulu."


@pytest.fixture
def change(client: TestClient, database: Database, settings: Settings, parties) -> Callable[..., Any]:
    """Give the donor's hand, and the loop's that carries files."""

    def change(level: str, slug: str = "e-sakip") -> Any:
        body = {"visibility": level, "reason": REASON}
        path = f"/api/v1/applications/{slug}/visibility"
        answer = client.put(path, json=body, headers=parties["donor"])
        assert answer.status_code == 200, answer.text
        assert shelves.carry_out(database, open_store(settings))
        return answer.json()

    return change


@pytest.fixture
def name(bundle: bytes) -> str:
    """Give the story's bundle's name on the public shelf."""
    digest = hashlib.sha256(bundle).hexdigest()
    return f"{digest[:2]}/{digest}.bundle"


def archive(client: TestClient, headers: dict[str, str], slug: str = "e-sakip") -> str:
    """Return the path of the newest release's archive."""
    release = client.get(f"/api/v1/applications/{slug}/releases/latest", headers=headers).json()
    return "/" + str(release["archives"][0]["path"])


def test_what_becomes_restricted_is_hidden_on_every_face_and_its_files_move(
    client: TestClient, publish, parties, change, name: str, lies_at
) -> None:
    publish()
    was = archive(client, {})
    assert client.get(was).status_code == 200
    told = change("government")
    assert told["warning"]["en"].startswith("While it was public")
    assert client.get(was).status_code == 404
    assert (lies_at(name), lies_at(f"restricted/{name}")) == (False, True)
    assert client.get(PATH).json()["url"] is None
    assert client.get("/api/v1/search", params={"q": "perangkat"}).json()["items"] == []
    entry = client.get("/archives/applications/e-sakip.json").json()
    assert (entry["application"]["url"], entry["releases"][0]["archives"]) == (None, [])
    assert client.get(archive(client, parties["bekasi"])).status_code == 200


def test_what_becomes_public_is_whole_for_everybody_and_its_files_move(
    client: TestClient, publish, parties, change, name: str, lies_at
) -> None:
    publish(visibility="agreement")
    told = change("public")
    assert (told["changed"], told["warning"]) == (True, None)
    assert (lies_at(name), lies_at(f"restricted/{name}")) == (True, False)
    assert client.get(archive(client, {})).status_code == 200
    whole = client.get(PATH).json()
    assert whole["url"]
    assert whole["how_to_ask"] is None
    assert client.get(f"{PATH}/releases/latest").json()["files"] == 42


def test_a_path_that_was_signed_before_opens_what_has_become_public(
    client: TestClient, publish, parties, change
) -> None:
    publish(visibility="government")
    signed = archive(client, parties["bekasi"])
    change("public")
    assert client.get(signed).status_code == 200


def test_there_and_back_changes_nothing(client: TestClient, publish, change, name: str, lies_at) -> None:
    publish()
    before = [client.get(PATH + path).json() for path in ("", "/releases")]
    for level in ("agreement", "government", "public"):
        change(level)
    assert [client.get(PATH + path).json() for path in ("", "/releases")] == before
    assert lies_at(name)


def test_what_another_application_has_public_stays_where_it_is(
    client: TestClient, publish, parties, change, name: str, lies_at
) -> None:
    publish("e-sakip")
    publish("kembar")
    change("government")
    assert lies_at(name), "the twin is public, with the very same bundle"
    assert client.get(archive(client, {}, "kembar")).status_code == 200
    signed = archive(client, parties["bekasi"])
    assert "restricted" in signed
    assert client.get(signed).status_code == 200
    change("government", "kembar")
    assert (lies_at(name), lies_at(f"restricted/{name}")) == (False, True)


def test_a_visit_that_began_before_the_change_ends_on_the_right_shelf(
    client: TestClient,
    database: Database,
    settings: Settings,
    publish,
    parties,
    change,
    make_release,
    lies_at,
) -> None:
    publish()
    change("government")
    content = b"# v2 git bundle\nnew"
    digest = hashlib.sha256(content).hexdigest()
    place = f"{digest[:2]}/{digest}.bundle"
    open_store(settings).put_bytes(f"{place[:-7]}.json", b"")  # its folder
    (settings.folder / "archives" / place).write_bytes(content)
    brought = contract.Archive(kind="snapshot", sha256=digest, bytes=len(content), path=f"archives/{place}")
    outcome = VisitOutcome([make_release("1.1.0", archives=[brought])], ["1.0.0", "1.1.0"])
    with database.write() as session:
        publication.record(session, session.exec(select(Source)).one().id, outcome, actor="worker:test")
    assert shelves.carry_out(database, open_store(settings))
    assert (lies_at(place), lies_at(f"restricted/{place}")) == (False, True)
    assert client.get(archive(client, parties["bekasi"])).content == content


def test_the_warning_counts_the_downloads(
    client: TestClient, database: Database, settings: Settings, publish, change, bundle: bytes
) -> None:
    publish()
    fetches = Fetches(open_keys(settings))
    for number in range(3):
        fetches.add(hashlib.sha256(bundle).hexdigest(), "32.16", network=f"192.0.2.{number}")
    with database.write() as session:
        write(session, fetches.take())
    told = change("agreement")
    assert told["fetches"] == 3
    assert "3 times" in told["warning"]["en"]
    assert change("agreement") == {**told, "changed": False, "warning": None}


def test_the_change_is_in_the_journal_once_with_its_reason(
    client: TestClient, database: Database, publish, change
) -> None:
    publish()
    change("government")
    change("government")
    with database.read() as session:
        rows = session.exec(select(JournalRow).where(JournalRow.action == "application.visibility")).all()
        application = session.exec(select(Application)).one()
        assert [REASON in row.detail for row in rows] == [True]
        assert application.changed_serial == rows[0].serial
        assert None not in (rows[0].before, rows[0].after)


def test_a_change_that_cannot_be_right_is_refused(client: TestClient, publish, parties) -> None:
    publish()
    for wrong in ({"visibility": "secret"}, {"reason": "pendek"}, {"visibility": None}, {"more": 1}):
        asked = {"visibility": "government", "reason": REASON, **wrong}
        answer = client.put(f"{PATH}/visibility", json=asked, headers=parties["donor"])
        assert answer.status_code == 422, wrong
    assert client.get(PATH).json()["visibility"] == "public"
