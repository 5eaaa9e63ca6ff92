"""Materials through the API: the donor's people record them, everybody reads them, days go by."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock, journal
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.catalog import materials
from registry.catalog.materials import reading
from registry.database import Database
from registry.tables import Application, JournalRow, Material

PATH = "/api/v1/applications/e-sakip/materials"
MANUAL = {"kind": "manual", "title": {"id": "Manual pengguna"}, "url": "https://sumedangkab.go.id/manual.pdf"}
SERVICE = {
    "kind": "service",
    "title": {"en": "Installation on your servers"},
    "provider": "PT Karya Digital",
    "offers": ["support", "installation"],
    "phone": "+62 261 123456",
    "price": "Rp 5.000.000",
}


def session(days: int, **more: Any) -> dict[str, Any]:
    """Return a session that begins so many days from today."""
    values = {
        "kind": "session",
        "title": {"id": f"Bimtek {days}"},
        "starts_on": (clock.date_in_jakarta() + timedelta(days=days)).isoformat(),
        "provider": "Diskominfo Sumedang",
        "online": True,
        "email": "bimtek@sumedangkab.go.id",
    }
    return {**values, **more}


@pytest.fixture
def donor(database: Database, publish: Callable[..., str]) -> dict[str, str]:
    """Give the header of who publishes e-SAKIP, which is listed."""
    publish("e-sakip")
    with database.write() as session:
        token = tokens.create(session, Grant("sumedang", frozenset({Scope.PUBLISH})), actor="operator")[1]
    return {"Authorization": f"Bearer {token}"}


def record(client: TestClient, donor: dict[str, str], body: dict[str, Any]) -> int:
    """Record a material and return its number."""
    made = client.post(PATH, json=body, headers=donor)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    assert made.headers["Location"] == f"{PATH}/{number}"
    return int(number)


def test_everybody_reads_what_the_donor_records(client: TestClient, donor, database: Database) -> None:
    for body in (MANUAL, SERVICE, session(3), session(-3), session(1, title={"id": "Demo"})):
        record(client, donor, body)
    listed = client.get(PATH).json()
    assert (listed["total"], [one["kind"] for one in listed["items"]][:2]) == (5, ["manual", "service"])
    assert listed["items"][1]["offers"] == ["installation", "support"]
    with database.read() as reading_session:
        application = reading_session.exec(select(Application)).one()
        groups = materials.of_application(reading_session, application, today=clock.date_in_jakarta())
    assert [one.title.id for one in groups.coming] == ["Demo", "Bimtek 3"]
    assert [one.title.id for one in groups.past] == ["Bimtek -3"]
    assert (len(groups.manuals), len(groups.services), groups.total) == (1, 1, 5)


def test_sessions_of_all_applications_come_by_day_and_page(client: TestClient, donor) -> None:
    for days in (5, -2, 1, 3, 1):
        record(client, donor, session(days, title={"id": f"{days} {len(client.get(PATH).json()['items'])}"}))
    today = clock.date_in_jakarta().isoformat()
    asked: dict[str, Any] = {"kind": "session", "from": today, "limit": 3}
    first = client.get("/api/v1/materials", params=asked).json()
    rest = client.get("/api/v1/materials", params={**asked, "cursor": first["next"]}).json()
    days = [one["starts_on"] for one in first["items"] + rest["items"]]
    assert (len(days), days, rest["next"], first["total"]) == (4, sorted(days), None, 4)
    assert first["items"][0]["application_name"] == "e-SAKIP"
    table = client.get("/api/v1/materials", params={**asked, "format": "csv"})
    assert 'rel="next"' in table.headers["Link"]
    row = next(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))
    assert (row["application"], row["starts_on"], row["title_id"]) == ("e-sakip", days[0], "1 2")


def test_a_session_is_coming_to_the_end_of_its_last_day(
    client: TestClient, donor, database: Database
) -> None:
    last = (clock.date_in_jakarta() + timedelta(days=2)).isoformat()
    record(client, donor, session(0, ends_on=last))
    with database.read() as reading_session:
        application = reading_session.exec(select(Application)).one()
        for later, coming in ((0, 1), (2, 1), (3, 0)):
            day = clock.date_in_jakarta() + timedelta(days=later)
            groups = materials.of_application(reading_session, application, today=day)
            assert (len(groups.coming), len(groups.past)) == (coming, 1 - coming)


def test_a_change_is_journaled_and_a_removed_material_leaves_a_trace(
    client: TestClient, donor, database: Database
) -> None:
    number = record(client, donor, {**MANUAL, "email": "siti@sumedangkab.go.id"})
    changed = {**MANUAL, "title": {"id": "Manual pengguna 2"}, "phone": "0261 1234567"}
    for _ in range(2):  # the same again changes nothing
        assert client.put(f"{PATH}/{number}", json=changed, headers=donor).status_code == 200
    assert client.get(f"{PATH}/{number}").json()["email"] is None  # a PUT is whole
    assert client.delete(f"{PATH}/{number}", headers=donor).status_code == 204
    for method in ("get", "delete"):
        assert client.request(method, f"{PATH}/{number}", headers=donor).status_code == 404
    assert client.get(PATH).json()["items"] == []
    with database.read() as reading_session:
        query = select(JournalRow).where(JournalRow.action.startswith("material."))  # type: ignore[attr-defined]  # a column
        rows = reading_session.exec(query.order_by(JournalRow.serial)).all()  # type: ignore[arg-type]  # likewise
        assert [row.action for row in rows] == ["material.added", "material.changed", "material.removed"]
        assert (rows[0].after, rows[2].before) == (rows[1].before, rows[1].after)
        assert "Manual pengguna 2" in rows[1].detail
        assert not any("siti@" in row.detail or "1234567" in row.detail for row in rows)
        assert reading_session.exec(select(Material)).one().removed_at is not None
        assert list(journal.breaks(reading_session)) == []
    told = [one["event"] for one in client.get("/api/v1/changes").json()["items"]]
    assert told[-3:] == ["material.added", "material.changed", "material.removed"]


def test_only_the_donors_people_and_curators_record(client: TestClient, donor, database: Database) -> None:
    assert client.post(PATH, json=MANUAL).status_code == 401
    for scope, status in ((Scope.RECORD, 403), (Scope.CURATE, 201)):
        with database.write() as session:
            token = tokens.create(session, Grant("lain", frozenset({scope})), actor="operator")[1]
        made = client.post(PATH, json=MANUAL, headers={"Authorization": f"Bearer {token}"})
        assert made.status_code == status, made.text
    assert client.post(PATH.replace("e-sakip", "tidak-ada"), json=MANUAL, headers=donor).status_code == 404


WRONG = [
    ({"title": {}}, "title.id", 422),
    ({"title": {"id": "Manual\u202e"}}, "title.id", 422),
    ({"url": None}, "url", 422),
    ({"url": "http://sumedangkab.go.id/manual"}, "url", 422),
    ({"url": "https://siti:rahasia@sumedangkab.go.id/"}, "url", 422),
    ({"url": "https://sumedangkab/\n"}, "url", 422),
    ({"url": "javascript:alert(1)//https://a.id"}, "url", 422),
    ({"email": "bukan surel"}, "email", 422),
    ({"phone": "hubungi kami"}, "phone", 422),
    ({"seats": 5}, "seats", 422),
    ({"offers": ["hosting"]}, "offers", 422),
    (session(1, provider=None), "provider", 422),
    (session(1, online=None), "place", 422),
    (session(1, email=None), "email", 422),
    (session(1, starts_on=None), "starts_on", 422),
    (session(5000), "starts_on", 422),
    (session(1, ends_on="2020-01-01"), "ends_on", 422),
    ({**SERVICE, "offers": []}, "offers", 422),
    ({**SERVICE, "phone": None}, "email", 422),
]


def test_wrong_input_names_its_field_and_says_what_to_do(client: TestClient, donor) -> None:
    for change, field, status in WRONG:
        body = change if "kind" in change else {**MANUAL, **change}
        answer = client.post(PATH, json=body, headers={**donor, "Accept-Language": "en"})
        said = answer.json()
        assert (answer.status_code, said["errors"][0]["field"]) == (status, field), (change, said)
        assert len(said["detail"].split()) > 4
    for body in ({**MANUAL, "kind": "book"}, {**MANUAL, "more": 1}, {"kind": "manual"}, []):
        assert client.post(PATH, json=body, headers=donor).status_code == 422
    assert client.get(PATH).json()["total"] == 0


def test_what_does_not_fit_what_is_there_is_refused(client: TestClient, donor, monkeypatch) -> None:
    headers = {**donor, "Idempotency-Key": "satu"}
    made, again = (client.post(PATH, json=MANUAL, headers=headers) for _ in range(2))
    assert (again.headers["Idempotency-Replayed"], again.json()) == ("true", made.json())
    number = made.json()["number"]
    same = client.post(PATH, json=MANUAL, headers=donor)
    assert (same.status_code, str(number) in same.json()["detail"]) == (409, True)
    other = client.put(f"{PATH}/{number}", json={**MANUAL, "kind": "training"}, headers=donor)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "kind")
    monkeypatch.setattr(reading, "MOST", 1)
    assert client.post(PATH, json=SERVICE, headers=donor).status_code == 409
    for query, status in (
        ({"kind": "manual", "from": "2026-01-01"}, 422),
        ({"from": "soon"}, 422),
        ({"from": "0001-01-01"}, 200),
        ({"cursor": "WyJ4Iiwx"}, 400),
        ({"kind": "session", "cursor": "Mw"}, 400),
        ({"cursor": "WyIyMDI2LTAxLTAxIiwgMV0"}, 400),
    ):
        for path in (PATH, "/api/v1/materials"):
            assert client.get(path, params=query).status_code == status, query
    assert client.get("/api/v1/materials", params={"application": "tidak-ada"}).status_code == 422


def test_no_material_tells_where_source_lies_that_is_not_for_everybody(
    client: TestClient, donor, database: Database
) -> None:
    inside = "https://git.sumedangkab.go.id/diskominfo/e-sakip/-/wikis/manual"
    number = record(client, donor, {**MANUAL, "url": inside})
    assert client.get(f"{PATH}/{number}").json()["url"] == inside
    with database.write() as session:
        session.exec(select(Application)).one().visibility = "agreement"
        journal.append(session, actor="operator", action="visibility.changed", subject="x", detail={})
    assert client.get(f"{PATH}/{number}").json()["url"] is None
    assert inside not in client.get("/api/v1/materials").text
    refused = client.post(PATH, json={**MANUAL, "url": f"{inside}-2"}, headers=donor)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "url")
    record(client, donor, {**MANUAL, "url": "https://git.sumedangkab.go.id/diskominfo/e-sakip-manual"})


def test_what_is_hidden_has_no_materials_for_others(client: TestClient, donor, database: Database) -> None:
    record(client, donor, session(1))
    with database.write() as writing:
        application = writing.exec(select(Application)).one()
        application.standing, application.listed = "quarantined", False
    assert client.get(PATH).status_code == 404
    assert client.get("/api/v1/materials").json() == {"items": [], "next": None, "total": 0}
    assert "VEVENT" not in client.get("/feeds/sessions.ics").text
    assert client.get("/feeds/applications/e-sakip/sessions.ics").status_code == 404


def test_coming_sessions_are_a_calendar(client: TestClient, donor) -> None:
    title = "Bimtek; “Kinerja”, hari kedua: " + "panjang " * 15
    number = record(client, donor, session(2, title={"id": title}, place="Aula\\Barat"))
    record(client, donor, session(-2))
    answer = client.get("/feeds/sessions.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert f"UID:material-{number}@" in text
    assert "SUMMARY:Bimtek\\; “Kinerja”\\, hari kedua" in text
    assert "LOCATION:Aula\\\\Barat\\, Daring" in text
    first = clock.date_in_jakarta() + timedelta(days=2)
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\nDTEND;VALUE=DATE:{first + timedelta(days=1):%Y%m%d}" in text
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/feeds/applications/e-sakip/sessions.ics").text.count("BEGIN:VEVENT") == 1
    assert client.get("/feeds/sessions.ics", headers=tag).status_code == 304
