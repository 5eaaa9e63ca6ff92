"""The whole way of one person as they go it: account, link, password, second factor, out and in again."""

import re
import time
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from registry.__main__ import main
from registry.database import Database
from registry.settings import Settings
from registry.tables import JournalRow, Person

PASSWORD = "sapi hijau naik kereta"
EMAIL = "siti@sumedangkab.go.id"


def hidden(page: str, name: str) -> str:
    """Return the value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


@pytest.fixture
def operate(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Give the operator's hand: run a command on the test's registry and return what it prints."""
    monkeypatch.setenv("LIVINGLAB_FOLDER", str(settings.folder))
    monkeypatch.setenv("LIVINGLAB_DATABASE_URL", settings.database_url)

    def operate(*arguments: str) -> str:
        assert main(arguments) == 0
        return capsys.readouterr().out

    return operate


def test_an_account_is_made_secured_used_and_watched(
    client: TestClient, database: Database, operate: Callable[..., str]
) -> None:
    printed = operate("account", "add", EMAIL, "--name", "Siti Rahma", "--role", "curator")
    link = re.fullmatch(r"http://127\.0\.0\.1:8000(/sign-in/link/[\w-]{43})\n", printed)
    assert link, "the link stands alone on standard output"
    page = client.get(link[1])
    assert "Siti Rahma" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert client.get(link[1]).status_code == 200, "looking does not use it up"

    answer = client.post(link[1], data={"password": PASSWORD, "repeated": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/second-factor?return_to=%2Faccount"
    assert client.get(link[1]).status_code == 404, "it works once"

    setup = client.get(answer.headers["location"])
    seed = re.search(r'class="key">([A-Z2-7]{32})<', setup.text)
    assert seed
    assert "<svg" in setup.text
    assert "style=" not in setup.text
    before = client.cookies["livinglab-session"]
    app = pyotp.TOTP(seed[1])
    codes = client.post(
        "/account/second-factor",
        data={"ticket": hidden(setup.text, "ticket"), "code": app.now(), "current": PASSWORD},
    )
    recovery = re.findall(r"<code>([a-z2-7-]{19})</code>", codes.text)
    assert len(set(recovery)) == 10
    assert codes.headers["cache-control"] == "private, no-store"
    assert client.cookies["livinglab-session"] != before, "the cookie changes with the second factor"

    client.post("/sign-out")
    assert client.get("/account", follow_redirects=False).status_code == 303
    form = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "return_to": "/docs"})
    assert form.status_code == 200
    assert "livinglab-session" not in client.cookies
    entered = client.post(
        "/sign-in/code",
        data={"ticket": hidden(form.text, "ticket"), "code": f" {recovery[3].upper()} "},
        follow_redirects=False,
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/docs")

    elsewhere = TestClient(client.app, base_url=client.base_url, headers={"Sec-Fetch-Site": "same-origin"})
    form = elsewhere.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    elsewhere.post(
        "/sign-in/code", data={"ticket": hidden(form.text, "ticket"), "code": app.at(time.time() + 30)}
    )
    assert elsewhere.get("/account").status_code == 200
    mine = client.get("/account").text
    assert mine.count('action="/account/sessions/') == 3, "two sessions, and a button for all others"
    client.post("/account/sessions/end-others")
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303
    assert client.get("/account").status_code == 200
    _nothing_personal_is_in_the_journal(database)


def _nothing_personal_is_in_the_journal(database: Database) -> None:
    with database.read() as session:
        person = session.exec(select(Person)).one()
        rows = session.exec(select(JournalRow).where(col(JournalRow.subject).startswith("person:"))).all()
    written = " ".join(f"{row.actor} {row.action} {row.subject} {row.detail}" for row in rows)
    for text in ("siti", "Siti", "Rahma", "sumedangkab"):
        assert text not in written
    assert {row.action for row in rows} >= {
        "person.added",
        "link.made",
        "password.set",
        "factor.added",
        "session.started",
        "session.ended",
        "recovery-code.used",
    }
    assert {row.subject for row in rows} == {f"person:{person.id}"}
