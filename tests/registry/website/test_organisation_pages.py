"""Pages of organisations: proving by mail, people who come and go, applications that change hands."""

import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html import unescape
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr
from sqlmodel import select
from starlette.testclient import TestClient

from registry.access import memberships, organisations, people, tokens
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, JournalRow, Link, Organisation, Person

SUMEDANG = "Pemerintah Kabupaten Sumedang"
English = {"Accept-Language": "en"}


class Mailbox:
    """Takes every letter, or refuses all."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refusal = ""

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def link(self) -> str:
        """Return the path that the newest letter leads to."""
        return str(re.findall(r"http://127\.0\.0\.1:8000(/\S+)", self.letters[-1].get_content())[0])


@pytest.fixture
def mailbox() -> Mailbox:
    """Give an empty mailbox."""
    return Mailbox()


@pytest.fixture
def mailing(settings: Settings, mailbox: Mailbox) -> Iterator[Settings]:
    """Give the test's settings with a real mail server that delivers into the mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield settings.model_copy(update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{port}")})
    server.stop()


@pytest.fixture
def browser(mailing: Settings) -> Iterator[TestClient]:
    """Give a browser at a registry that sends mail."""
    own_pages = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(mailing), base_url="http://localhost", headers=own_pages) as browser:
        yield browser


def put(database: Database, person: Person, role: Role, *, name: str = SUMEDANG) -> int:
    """Give somebody a role in a verified government, founded unless it is there."""
    region = {"Pemerintah Kabupaten Bekasi": "32.16"}.get(name, "32.11")
    with database.write() as session:
        found = organisations.of_region(session, region)
        ours = found or organisations.create(
            session, name, kind=Kind.REGION, region_code=region, actor="operator"
        )
        organisations.verify(session, ours, by=VerifiedBy.OPERATOR, actor="operator")
        memberships.put(session, ours, session.get_one(Person, person.id), role, actor="operator")
        return ours.id or 0


def colleague(database: Database, email: str, name: str) -> Person:
    """Add somebody's account."""
    with database.write() as session:
        return people.add(session, email, name, actor="operator")


SignIn = Callable[..., Person]


def test_a_regency_is_registered_proved_by_mail_and_managed(
    database: Database, browser: TestClient, sign_in_as: SignIn, mailbox: Mailbox
) -> None:
    siti = sign_in_as(browser=browser)
    page = browser.post("/organisations", data={"region": "32.11"}, headers=English)
    assert page.url.path == "/organisations/1"
    assert "Registered" in page.text
    assert SUMEDANG in page.text
    assert "sumedangkab.go.id" in page.text
    assert "not verified yet" in page.text
    asked = browser.post("/organisations/1/proof", data={"email": "siti@sumedangkab.go.id"}, headers=English)
    assert "The link was sent" in asked.text
    path = mailbox.link()
    for _ in range(2):  # a mail scanner looks at it as well
        question = browser.get(path)
        assert SUMEDANG in question.text
        assert (
            question.headers["cache-control"] == "no-store" or "no-store" in question.headers["cache-control"]
        )
    link = path.partition("link=")[2]
    done = browser.post("/organisations/proof", data={"link": link}, headers=English)
    assert "Proved" in done.text
    assert "by its office" in done.text
    assert browser.post("/organisations/proof", data={"link": link}).status_code == 404
    with database.read() as session:
        ours = session.get_one(Organisation, 1)
        assert [(one.id, role) for one, role in memberships.members(session, ours)] == [
            (siti.id, Role.MANAGER)
        ]
        kept = {row.sha256 for row in session.exec(select(Link))}
        journal = "".join(row.detail for row in session.exec(select(JournalRow)))
    assert link not in kept
    assert link not in journal
    assert "sumedangkab.go.id/" not in journal


def test_a_letter_that_cannot_be_sent_leaves_no_link(
    database: Database, browser: TestClient, sign_in_as: SignIn, mailbox: Mailbox
) -> None:
    sign_in_as(browser=browser)
    browser.post("/organisations", data={"region": "32.11"})
    mailbox.refusal = "451 try again later"
    failed = browser.post(
        "/organisations/1/proof",
        data={"email": "siti@sumedangkab.go.id"},
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    assert failed.status_code == 503
    assert "could not be sent" in failed.text
    with database.read() as session:
        assert [row.used_at is None for row in session.exec(select(Link))] == [False]


def test_without_mail_the_page_sends_people_to_the_operator(client: TestClient, sign_in_as: SignIn) -> None:
    sign_in_as()
    client.post("/organisations", data={"region": "32.11"})
    assert "sends no mail" in client.get("/organisations/1", headers=English).text
    refused = client.post("/organisations/1/proof", data={"email": "siti@sumedangkab.go.id"})
    assert refused.status_code == 409


def test_only_regencies_and_cities_register_themselves(client: TestClient, sign_in_as: SignIn) -> None:
    sign_in_as()
    for region, status in (("32", 404), ("99.99", 404), ("' OR 1=1", 404), ("32.11.01", 404)):
        refused = client.post("/organisations", data={"region": region})
        assert refused.status_code == status
        assert f'value="{region}"' in unescape(refused.text), "what was written is still there"
    client.post("/organisations", data={"region": "32.11"})
    assert client.post("/organisations", data={"region": "32.11"}).status_code == 409


def test_a_link_in_another_persons_browser_does_nothing(
    database: Database, browser: TestClient, sign_in_as: SignIn, mailbox: Mailbox
) -> None:
    sign_in_as(browser=browser)
    browser.post("/organisations", data={"region": "32.11"})
    browser.post("/organisations/1/proof", data={"email": "budi@sumedangkab.go.id"})
    path = mailbox.link()
    browser.cookies.clear()
    led = browser.get(path, follow_redirects=False)
    assert led.headers["location"].startswith("/sign-in?return_to=%2Forganisations%2Fproof")
    sign_in_as("budi@sumedangkab.go.id", browser=browser)
    assert browser.get(path).status_code == 403
    answered = browser.post("/organisations/proof", data={"link": path.partition("link=")[2]})
    assert answered.status_code == 403
    with database.read() as session:
        assert session.get_one(Organisation, 1).verified_at is None


def test_a_manager_adds_changes_and_removes_people(
    database: Database, browser: TestClient, sign_in_as: SignIn, mailbox: Mailbox
) -> None:
    siti = sign_in_as(browser=browser)
    here = f"/organisations/{put(database, siti, Role.MANAGER)}"
    added = browser.post(
        f"{here}/members", data={"email": "tuti@sumedangkab.go.id", "role": "recorder"}, headers=English
    )
    assert "was sent a link" in added.text
    assert "tuti@sumedangkab.go.id" in added.text
    assert browser.get(mailbox.link()).status_code == 200
    changed = browser.post(f"{here}/members/2", data={"role": "publisher"}, headers=English)
    assert "The role was changed" in changed.text
    removed = browser.post(f"{here}/members/2", data={"role": "none"}, headers=English)
    assert "has ended" in removed.text
    assert browser.post(f"{here}/members/2", data={"role": "reader"}).status_code == 404  # adding is by mail
    assert browser.post(f"{here}/members/1", data={"role": "reader"}).status_code == 409  # the last manager
    assert browser.post(f"{here}/leave").status_code == 409
    assert browser.post(f"{here}/members", data={"email": "a@b.id", "role": "king"}).status_code == 422


def test_who_left_is_refused_with_the_session_and_the_token_of_before(
    database: Database, client: TestClient, sign_in_as: SignIn
) -> None:
    siti = sign_in_as()
    number = put(database, siti, Role.PUBLISHER)
    put(database, colleague(database, "budi@sumedangkab.go.id", "Budi"), Role.MANAGER)
    with database.write() as session:
        session.get_one(Person, siti.id).issuer = "https://id.example.go.id"
        grant = Grant("ci", frozenset({Scope.PUBLISH}), person_id=siti.id, organisation_id=number)
        text = tokens.create(session, grant, actor=f"person:{siti.id}")[1]
    bearer = {"Authorization": f"Bearer {text}"}
    wish = {"url": "https://git.example.go.id/a.git", "slug": "e-sakip", "publisher": SUMEDANG}
    assert client.get(f"/api/v1/organisations/{number}/members", headers=bearer).status_code == 200
    assert "Budi" in client.get(f"/organisations/{number}").text
    assert client.post("/api/v1/submissions", json=wish, headers=bearer).status_code == 201
    left = client.post(f"/organisations/{number}/leave", headers=English)
    assert "Budi" not in left.text
    assert client.post("/api/v1/submissions", json=wish, headers=bearer).status_code == 401
    assert client.get(f"/api/v1/organisations/{number}/members", headers=bearer).status_code == 401
    assert client.post(f"/organisations/{number}/leave").status_code == 404


def test_strangers_see_facts_and_change_nothing(
    database: Database, client: TestClient, sign_in_as: SignIn
) -> None:
    boss = colleague(database, "kepala@sumedangkab.go.id", "Kepala Dinas")
    here = f"/organisations/{put(database, boss, Role.MANAGER)}"
    assert SUMEDANG in client.get("/organisations").text
    anonymous = client.get(here).text
    assert "Kepala Dinas" not in anonymous
    assert client.post(f"{here}/leave").status_code == 401
    sign_in_as("luar@example.org")
    assert "Kepala Dinas" not in client.get(here).text
    for path, body in (
        ("members", {"email": "luar@example.org", "role": "manager"}),
        (f"members/{boss.id}", {"role": "none"}),
        (f"members/{boss.id}", {"role": "reader"}),
        ("offers", {"application": "e-sakip", "to": SUMEDANG}),
    ):
        assert client.post(f"{here}/{path}", data=body).status_code == 403, path
    assert client.post(f"{here}/leave").status_code == 404
    assert client.get("/organisations/999").status_code == 404


def test_an_application_is_offered_and_taken_over(
    database: Database, client: TestClient, sign_in_as: SignIn, publish: Callable[..., str]
) -> None:
    publish()
    siti = sign_in_as()
    giver = put(database, siti, Role.MANAGER)
    budi = colleague(database, "budi@bekasikab.go.id", "Budi")
    taker = put(database, budi, Role.MANAGER, name="Pemerintah Kabupaten Bekasi")
    form = {"application": "e-sakip", "to": "Pemerintah Kabupaten Bekasi"}
    offered = client.post(f"/organisations/{giver}/offers", data=form, headers=English)
    assert "The offer was recorded" in offered.text
    accept = f"/organisations/{taker}/offers/1/accept"
    url = {"url": "https://git.bekasikab.go.id/e-sakip.git"}
    assert client.post(accept, data=url).status_code == 403  # the giver does not accept for the taker
    sign_in_as("budi@bekasikab.go.id")
    assert "e-sakip" in client.get(f"/organisations/{taker}").text
    refused = client.post(accept, data={"url": "http://127.0.0.1/"})
    assert (refused.status_code, 'value="http://127.0.0.1/"' in refused.text) == (422, True)
    assert "belongs here now" in client.post(accept, data=url, headers=English).text
    assert client.post(accept, data=url).status_code == 404
    shown = client.get("/api/v1/applications/e-sakip").json()
    assert shown["publisher"]["name"] == "Pemerintah Kabupaten Bekasi"
    sign_in_as()
    assert client.post(f"/organisations/{giver}/offers", data=form).status_code == 404
    with database.read() as session:
        assert session.exec(select(Application.region_code)).one() == "32.16"


@pytest.mark.parametrize("language", ["id", "en"])
def test_names_are_shown_as_text(
    database: Database, client: TestClient, sign_in_as: SignIn, language: str
) -> None:
    sign_in_as()
    with database.write() as session:
        organisations.create(session, "<script>alert(1)</script>", kind=Kind.COMMUNITY, actor="operator")
    for path in ("/organisations", "/organisations/1"):
        page = client.get(path, params={"lang": language})
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text
        assert page.headers["content-language"] == language
