"""Applications that the catalog describes without a visit: listed, found, and taken over by a visit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import select
from starlette.testclient import TestClient

from registry import journal
from registry.access import tokens
from registry.access.callers import ANONYMOUS, OPERATOR, Scope
from registry.access.tokens import Grant
from registry.catalog import describing
from registry.catalog.described import Entry
from registry.commands import descriptions as command
from registry.database import Database
from registry.errors import Conflict, Forbidden, Invalid, Unauthenticated
from registry.settings import Settings
from registry.tables import Frontier

DEMO = Path(command.__file__).parents[1] / "demo" / "applications.json"
SEEN = {
    "slug": "e-sakip",
    "name": "e-SAKIP Sumedang",
    "publisher": "Pemerintah Kabupaten Sumedang",
    "region": "32.11",
    "seen_on": "2026-08-01",
    "description": {"id": "Akuntabilitas kinerja", "en": "Performance accountability"},
    "license_provenance": "by-agreement",
    "visibility": "agreement",
    "contacts": [{"name": "Diskominfosanditik Kabupaten Sumedang"}],
}


def entry(**changes: object) -> Entry:
    return Entry.model_validate({**SEEN, **changes})


def describe(database: Database, **changes: object) -> None:
    with database.write() as session:
        describing.describe(session, entry(**changes), caller=OPERATOR)


def test_it_is_listed_and_shown_without_an_address(client: TestClient, database: Database) -> None:
    describe(database)
    [listed] = client.get("/api/v1/applications").json()["items"]
    assert (listed["name"], listed["latest_version"], listed["described_by"]) == (
        "e-SAKIP Sumedang",
        None,
        "catalog",
    )
    shown = client.get("/api/v1/applications/e-sakip").json()
    assert (shown["url"], shown["seen_on"], shown["releases"]) == (None, "2026-08-01", [])
    assert shown["license_provenance"] == "by-agreement"
    assert "Diskominfosanditik Kabupaten Sumedang" in shown["how_to_ask"]["id"]
    assert client.get("/api/v1/applications/e-sakip/health").json()["score"] is None
    assert client.get("/api/v1/applications/e-sakip/releases/latest").status_code == 404


def test_what_is_public_names_its_repository_and_nobody_visits_it(
    client: TestClient, database: Database
) -> None:
    describe(database, visibility="public", url="https://git.example.go.id/e-sakip", license="MIT")
    shown = client.get("/api/v1/applications/e-sakip").json()
    assert (shown["url"], shown["license"]) == ("https://git.example.go.id/e-sakip", "MIT")
    with database.read() as session:
        assert session.exec(select(Frontier)).all() == []


def test_the_same_again_changes_nothing(database: Database) -> None:
    describe(database)
    with database.read() as session:
        before = journal.serial(session)
    describe(database)
    with database.read() as session:
        assert journal.serial(session) == before
    describe(database, name="e-SAKIP")
    with database.read() as session:
        assert journal.serial(session) == before + 1


def test_once_its_donor_submits_it_the_release_speaks_for_itself(
    client: TestClient, database: Database, publish: Callable[..., str]
) -> None:
    describe(database, visibility="public")
    publish()
    shown = client.get("/api/v1/applications/e-sakip").json()
    assert (shown["name"], shown["seen_on"], shown["latest_version"]) == ("e-SAKIP", None, "1.0.0")
    with pytest.raises(Conflict):
        describe(database)


def test_another_publishers_name_is_not_described_away(
    database: Database, submit: Callable[..., int]
) -> None:
    submit()
    with pytest.raises(Conflict):
        describe(database, publisher="Pemerintah Kabupaten Bekasi", region="32.16")


def test_only_curators_describe(database: Database) -> None:
    with database.write() as session, pytest.raises((Forbidden, Unauthenticated)):
        describing.describe(session, entry(), caller=ANONYMOUS)


def test_a_visit_of_what_is_only_described_is_refused_with_the_way_out(
    client: TestClient, database: Database
) -> None:
    describe(database)
    with database.write() as session:
        grant = Grant("k", frozenset({Scope.PUBLISH, Scope.CURATE}))
        token = tokens.create(session, grant, actor="operator")[1]
    asked = client.post("/api/v1/applications/e-sakip/visits", headers={"Authorization": f"Bearer {token}"})
    assert asked.status_code == 409
    assert "never visited" in asked.json()["detail"] or "belum pernah dikunjungi" in asked.json()["detail"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Tidak Sah"},
        {"url": "http://git.example.go.id/x"},
        {"url": "javascript:alert(1)"},
        {"license_provenance": "perhaps"},
        {"description": {}},
        {"seen_on": "kemarin"},
        {"unknown": 1},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_wrong_entry_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        entry(**wrong)


def test_a_file_with_one_wrong_entry_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "entries.json"
    path.write_text(json.dumps([SEEN, {**SEEN, "slug": "?"}]))
    with pytest.raises(Invalid) as refused:
        command.describe(settings, path)
    assert "1.slug" in refused.value.text.en


def test_the_demos_entries_are_fit(database: Database) -> None:
    entries = command.read(DEMO)
    assert len(entries) == 32
    with database.write() as session:
        for one in entries:
            describing.describe(session, one, caller=OPERATOR)
