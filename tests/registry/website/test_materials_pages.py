"""Pages of materials: lists for everybody, forms for the donor's people, sessions over all applications."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from registry import clock
from registry.access import memberships, organisations
from registry.access.callers import Role
from registry.access.organisations import Kind, VerifiedBy
from registry.database import Database
from registry.tables import Person, Publisher

HERE = "/applications/e-sakip/materials"
ENGLISH = {"lang": "en"}


@pytest.fixture
def siti(sign_in_as, publish, client, database: Database):
    """Sign Siti in, who publishes e-SAKIP for Sumedang."""
    publish("e-sakip")
    person = sign_in_as()
    with database.write() as session:
        made = organisations.create(
            session, "Pemkab Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
        session.exec(select(Publisher)).one().organisation_id = made.id
        memberships.put(session, made, session.get_one(Person, person.id), Role.PUBLISHER, actor="operator")
    return person


def session_form(days: int, **more: object) -> dict[str, object]:
    """Return the form of a session that begins so many days from today."""
    day = (clock.date_in_jakarta() + timedelta(days=days)).isoformat()
    typed = {
        "kind": "session",
        "title_id": f"Bimtek {days}",
        "starts_on": day,
        "provider": "Diskominfo Sumedang",
        "online": "yes",
        "email": "bimtek@sumedangkab.go.id",
    }
    return {**typed, **more}


def test_a_donor_adds_changes_and_removes_by_form(client, siti) -> None:
    page = client.get(HERE, params=ENGLISH).text
    assert "Nothing is recorded yet." in page
    assert f"{HERE}/new?kind=service" in page
    assert 'name="offers"' in client.get(f"{HERE}/new", params={"kind": "service"}).text
    form = {"kind": "service", "title_en": "Hosting & help", "provider": "PT <Karya>", "email": "a@karya.id"}
    done = client.post(f"{HERE}/new", data={**form, "offers": ["hosting", "support"]}, follow_redirects=False)
    assert (done.status_code, done.headers["Location"]) == (303, f"{HERE}?said=added")
    page = client.get(HERE, params={**ENGLISH, "said": "added"})
    assert all(word in page.text for word in ("PT &lt;Karya&gt;", "Hosting, Support", 'role="status"'))
    [number] = re.findall(rf'href="{HERE}/(\d+)"', page.text)
    filled = client.get(f"{HERE}/{number}").text
    assert all(word in filled for word in ('value="PT &lt;Karya&gt;"', 'value="hosting" checked'))
    client.post(f"{HERE}/{number}", data={**form, "offers": ["hosting"], "price": "Gratis"})
    assert "Gratis" in client.get(HERE).text
    assert client.post(f"{HERE}/{number}/removal", follow_redirects=False).status_code == 303
    assert client.get(f"{HERE}/{number}").status_code == 404
    assert "Karya" not in client.get(HERE).text


def test_a_refused_form_keeps_what_was_typed_and_names_each_field(client, siti) -> None:
    typed = session_form(1, title_id="", starts_on="besok", email="tulis <b>", note="Bawa laptop")
    refused = client.post(f"{HERE}/new", params=ENGLISH, data=typed)
    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    assert "Write the day like 2026-12-01" in refused.text
    typed = session_form(1, title_id="", email="tulis <b>", note="Bawa laptop", seats="2")
    page = client.post(f"{HERE}/new", params=ENGLISH, data=typed).text
    for name in ("title_id", "email"):
        assert f'id="{name}-wrong"' in page
        assert re.search(rf'<input id="{name}"[^>]*aria-describedby="[^"]*{name}-wrong"', page)
    assert all(kept in page for kept in ("tulis &lt;b&gt;", "Bawa laptop</textarea>", 'value="2"'))
    assert client.get("/api/v1/materials").json()["total"] == 0
    good = {"kind": "manual", "title_id": "Manual", "url": "https://sumedangkab.go.id/a.pdf"}
    client.post(f"{HERE}/new", data=good)
    again = client.post(f"{HERE}/new", data=good)
    assert (again.status_code, 'value="Manual"' in again.text) == (409, True)
    assert client.post(f"{HERE}/new", data={**good, "kind": "book"}).status_code == 422


def test_others_read_and_do_not_record(client, siti, sign_in_as) -> None:
    client.post(f"{HERE}/new", data=session_form(1))
    sign_in_as("orang@bekasikab.go.id")
    page = client.get(HERE)
    assert ("Bimtek 1" in page.text, "/new?kind=" in page.text) == (True, False)
    assert client.get(f"{HERE}/new").status_code == 403
    assert client.post(f"{HERE}/new", data=session_form(2)).status_code == 403
    client.cookies.clear()
    sent = client.get(f"{HERE}/new", follow_redirects=False)
    assert (sent.status_code, sent.headers["Location"].startswith("/sign-in?")) == (303, True)
    assert client.post(f"{HERE}/new", data=session_form(2)).status_code == 401
    assert client.get("/applications/tidak-ada/materials").status_code == 404


def test_sessions_stand_by_day_and_past_ones_apart(client, siti) -> None:
    assert "/feeds/sessions.ics" in client.get("/sessions").text
    for days in (9, -1, 2):
        client.post(f"{HERE}/new", data=session_form(days))
    coming = client.get("/sessions", params={"limit": 1}).text
    assert ("Bimtek 2" in coming, "Bimtek 9" in coming) == (True, False)
    [following] = re.findall(r'rel="next" href="([^"]+)"', coming)
    assert "Bimtek 9" in client.get(following.replace("&amp;", "&")).text
    past = client.get("/sessions", params={"showing": "past"}).text
    assert ("Bimtek -1" in past, "Bimtek 2" in past) == (True, False)
    assert "bimtek@sumedangkab.go.id" not in past
    assert client.get("/sessions", params={"showing": "all"}).status_code == 422
    assert client.get("/sessions", params={"cursor": "x"}).status_code == 400
