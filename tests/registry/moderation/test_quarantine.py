"""Quarantine: hidden on every face in one stroke, and back byte for byte."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab import contract
from livinglab.contract.moderation import Decision
from registry.access.callers import OPERATOR
from registry.catalog import moderation, publication, shelves
from registry.catalog.found import VisitOutcome
from registry.catalog.store import bill_name, entry_name, open_store, quarantined_name
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, Move, Source

BILL = b'{"bomFormat":"CycloneDX"}'
DIGEST = hashlib.sha256(BILL).hexdigest()
GARUT = {"publisher": "Pemerintah Kabupaten Garut", "region": "32.05"}
GONE = "Tidak ada aplikasi bernama e-sakip di katalog"


@pytest.fixture
def faces(bundle: bytes) -> dict[str, str]:
    """Give every address at which something of e-SAKIP can be read by everybody, with what shows it."""
    digest = hashlib.sha256(bundle).hexdigest()
    api = "/api/v1/applications/e-sakip"
    return {
        "/api/v1/applications?limit=100": '"e-sakip"',
        "/api/v1/search?q=e-sakip": '"e-sakip"',
        "/api/v1/applications/e-lapor/similar": '"e-sakip"',
        "/?q=e-sakip": "/applications/e-sakip",
        "/": "/applications/e-sakip",
        "/applications/e-sakip": "",
        api: "",
        f"{api}/health": "",
        f"{api}/similar": "",
        f"{api}/releases": "",
        f"{api}/releases/latest": "",
        f"{api}/releases/1.0.0": "",
        f"{api}/releases/1.0.0/checks": "",
        f"{api}/releases/1.0.0/sbom": "",
        f"{api}/fetches": "",
        "/archives/applications/e-sakip.json": "",
        f"/archives/{digest[:2]}/{digest}.bundle": "",
        f"/archives/{DIGEST[:2]}/{DIGEST}.cdx.json": "",
    }


@pytest.fixture
def sakip(publish, make_release, carry_out, database: Database, settings: Settings, make_facts) -> None:
    """Give e-SAKIP with a bundle, a bill and a static entry, and a neighbour that is like it."""
    path = f"archives/{bill_name(DIGEST, restricted=False)}"
    sbom = contract.Sbom(path=path, sha256=DIGEST, bytes=len(BILL), components=3)
    open_store(settings).put_bytes(bill_name(DIGEST, restricted=False), BILL)
    publish("e-sakip", make_release("1.0.0", sbom=sbom))
    facts = make_facts(name="e-Lapor", short="Laporan akuntabilitas kinerja instansi pemerintah")
    publish("e-lapor", make_release("1.0.0", manifest=facts, archives=[]), publisher="Warga", region=None)
    with database.write() as session:
        for slug in ("e-sakip", "e-lapor"):
            shelves.renew(session, slug)
    assert carry_out()


def shown(client: TestClient, faces: dict[str, str]) -> Iterator[str]:
    """Yield the addresses that still show the application."""
    for path, trace in faces.items():
        answer = client.get(path)
        if answer.is_success and trace in answer.text:
            yield path


def test_quarantine_hides_on_every_face_and_lifting_brings_all_back(
    client: TestClient, faces, sakip, decide
) -> None:
    before = {path: client.get(path) for path in faces}
    assert list(shown(client, faces)) == list(faces)
    assert decide("quarantine") == 200
    assert list(shown(client, faces)) == []
    assert decide("release-from-quarantine") == 200
    assert list(shown(client, faces)) == list(faces)
    for path, answer in before.items():
        again = client.get(path)
        if path.startswith("/archives"):
            assert (again.content, again.headers["ETag"]) == (answer.content, answer.headers["ETag"])
        elif not re.search("similar|search|fetches", path):  # these name a serial, or count our own downloads
            assert again.content == answer.content


def test_what_is_hidden_is_for_its_owner_and_curators_alone(client, sakip, decide, people, reason) -> None:
    decide("quarantine")
    path = "/api/v1/applications/e-sakip"
    for headers in ({}, people.stranger):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 404
        assert GONE in answer.json()["detail"]
    for headers in (people.owner, people.curator, people.auditor):
        answer = client.get(path, headers=headers)
        assert answer.json()["standing"]["state"] == "quarantined"
        assert answer.json()["standing"]["reason"] == reason


def test_a_stranger_is_not_told_that_a_hidden_name_was_there(client, sakip, decide, people, reason) -> None:
    decide("quarantine")
    asked = {"decision": "retire", "reason": reason}
    for slug in ("e-sakip", "no-such-name"):
        answer = client.post(f"/api/v1/moderation/applications/{slug}", json=asked, headers=people.stranger)
        assert answer.status_code == 404


def test_a_visit_of_what_is_hidden_changes_nothing_that_anybody_sees(
    client, faces, sakip, decide, database: Database, make_release, carry_out, settings, bundle
) -> None:
    decide("quarantine")
    newer = hashlib.sha256(bundle + b"2").hexdigest()
    name = f"{newer[:2]}/{newer}.bundle"
    archive = contract.Archive(kind="snapshot", sha256=newer, bytes=1, path=f"archives/{name}")
    open_store(settings).put_bytes(name, b"2")  # by a visit that left before the quarantine
    with database.write() as session:
        source = session.exec(select(Source).order_by(Source.id)).first()
        outcome = VisitOutcome([make_release("2.0.0", archives=[archive])], ["1.0.0", "2.0.0"])
        publication.record(session, source.id, outcome, actor="worker:test")
    assert carry_out()
    assert list(shown(client, faces)) == []
    assert client.get(f"/archives/{name}").status_code == 404
    decide("release-from-quarantine")
    assert client.get("/api/v1/applications/e-sakip").json()["latest_version"] == "2.0.0"
    assert client.get(f"/archives/{name}").content == b"2"


def test_a_file_that_another_application_shows_stays(client, sakip, decide, publish, bundle) -> None:
    publish("e-sakip-garut", **GARUT)
    digest = hashlib.sha256(bundle).hexdigest()
    path = f"/archives/{digest[:2]}/{digest}.bundle"
    decide("quarantine")
    assert client.get(path).status_code == 200
    decide("quarantine", "e-sakip-garut")
    assert client.get(path).status_code == 404
    decide("release-from-quarantine")
    assert client.get(path).status_code == 200
    decide("release-from-quarantine", "e-sakip-garut")
    assert client.get(path).content == bundle


def test_a_file_that_another_brings_while_it_is_hidden_is_shown_for_it(
    client, sakip, decide, publish, bundle, carry_out
) -> None:
    digest = hashlib.sha256(bundle).hexdigest()
    decide("quarantine")
    publish("e-sakip-garut", **GARUT)
    assert carry_out()
    assert client.get(f"/archives/{digest[:2]}/{digest}.bundle").content == bundle


def test_what_a_killed_process_left_is_moved_by_the_next(
    client, faces, sakip, database: Database, decide, people, reason, settings, carry_out
) -> None:
    """The decision is kept, its files are not moved yet: as after a kill between the two."""
    with database.write() as session:
        moderation.decide(session, "e-sakip", Decision.QUARANTINE, reason, caller=OPERATOR)
    with database.read() as session:
        waiting = session.exec(select(Move)).all()
    store = open_store(settings)
    for move in waiting[:1]:  # half done: moved, and not forgotten
        store.move(move.taken_from, move.put_at)
    assert carry_out()
    assert list(shown(client, faces)) == []
    assert store.size(entry_name("e-sakip")) is None
    assert store.size(quarantined_name(bill_name(DIGEST, restricted=False))) == len(BILL)
    with database.read() as session:
        assert session.exec(select(Move)).all() == []


def test_restricted_files_are_hidden_too(
    client, publish, make_release, decide, settings: Settings, bundle: bytes
) -> None:
    digest = hashlib.sha256(bundle).hexdigest()
    name = f"restricted/{digest[:2]}/{digest}.bundle"
    archive = contract.Archive(kind="snapshot", sha256=digest, bytes=len(bundle), path=f"archives/{name}")
    publish("e-simpeg", make_release("1.0.0", archives=[archive]), visibility="government", **GARUT)
    store = open_store(settings)
    decide("quarantine", "e-simpeg")
    assert (store.size(name), store.size(quarantined_name(name))) == (None, len(bundle))
    decide("release-from-quarantine", "e-simpeg")
    assert (store.size(name), store.size(quarantined_name(name))) == (len(bundle), None)


def test_no_route_serves_what_is_hidden(client, sakip, decide, bundle, people) -> None:
    digest = hashlib.sha256(bundle).hexdigest()
    decide("quarantine")
    for path in (f"quarantined/{digest[:2]}/{digest}.bundle", "quarantined/applications/e-sakip.json"):
        for headers in ({}, people.curator):
            assert client.get(f"/archives/{path}", headers=headers).status_code == 404


def test_the_quarantine_of_what_is_retired_gives_it_back_retired(client, sakip, decide) -> None:
    decide("retire", reason="Digantikan oleh aplikasi nasional sejak tahun 2026.")
    decide("quarantine")
    assert client.get("/api/v1/applications/e-sakip").status_code == 404
    decide("release-from-quarantine")
    standing = client.get("/api/v1/applications/e-sakip").json()["standing"]
    assert (standing["state"], "nasional" in standing["reason"]) == ("retired", True)


def test_a_listed_application_is_what_it_was_in_the_database_too(sakip, decide, database: Database) -> None:
    def row() -> dict[str, object]:
        with database.read() as session:
            found = session.exec(select(Application).where(Application.slug == "e-sakip")).one()
            return found.model_dump(exclude={"changed_serial"})

    before = row()
    decide("quarantine")
    assert row() != before
    decide("release-from-quarantine")
    assert row() == before
