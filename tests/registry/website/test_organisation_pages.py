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
