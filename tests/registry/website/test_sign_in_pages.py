"""Signing in by forms and cookies: what is let in, what is refused, and what nobody may see kept."""

import re
from collections.abc import Callable
from html import unescape

import pyotp
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import links, passwords, people, second_factor
from registry.access.callers import RegistryRole
from registry.app import create_app
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import AccountSession, Person

EMAIL = "siti@sumedangkab.go.id"
PASSWORD = "sapi hijau naik kereta"
COOKIE = "livinglab-session"
# What the pages say is the same on both; how rows are held is told of both in tests/registry/access.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.fixture(scope="module")
def kept() -> str:
    """Give what is kept of the password: made once."""
    return passwords.make_hash(PASSWORD, email=EMAIL)


@pytest.fixture
def siti(database: Database, kept: str) -> Person:
    """Give a person with a password."""
    with database.write() as session:
        person = people.add(session, EMAIL, "Siti <b>Rahma</b>", actor="operator")
        person.password_hash = kept
        return person


@pytest.fixture
def seed(database: Database, settings: Settings, siti: Person) -> str:
    """Give the secret of Siti's second factor, which is set up."""
    seed = second_factor.new_seed()
    with database.write() as session:
        person = people.get(session, siti.id or 0)
        person.totp_seed = open_keys(settings).seal(second_factor.SEALED_FOR, seed)
        person.totp_since = clock.now()
    return seed


def sign_in(client: TestClient, password: str = PASSWORD, **more: str):
    form = {"email": EMAIL, "password": password, **more}
    return client.post("/sign-in", data=form, follow_redirects=False)


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def sessions_of(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(AccountSession)).all())


def test_a_password_signs_in_with_a_cookie_that_scripts_and_other_sites_do_not_get(
    client: TestClient, siti: Person
) -> None:
    answer = sign_in(client, return_to="/docs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    said = {part.strip() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert said == {"Path=/", "Max-Age=1209600", "HttpOnly", "SameSite=Lax"}
    page = client.get("/account")
    assert page.headers["cache-control"] == "private, no-store"
    assert "Siti &lt;b&gt;Rahma" in page.text
    front = client.get("/")
    assert front.headers["cache-control"] == "private, no-store"
    assert 'href="/account"' in front.text
    assert 'href="/sign-in"' not in front.text
    client.cookies.clear()
    anonymous = client.get("/")
    assert anonymous.headers["cache-control"] == "no-cache"
    assert 'href="/sign-in"' in anonymous.text


def test_every_refusal_is_the_same_page(client: TestClient, siti: Person, database: Database) -> None:
    with database.write() as session:
        people.add(session, "tanpa@sumedangkab.go.id", "Tanpa Sandi", actor="operator")
        off = people.add(session, "off@sumedangkab.go.id", "Nonaktif", actor="operator")
        off.password_hash, off.disabled_at = siti.password_hash, clock.now()
    pages = set()
    for email, password in (
        (EMAIL, "salah sama sekali"),
        ("nobody@sumedangkab.go.id", PASSWORD),
        ("tanpa@sumedangkab.go.id", PASSWORD),
        ("off@sumedangkab.go.id", PASSWORD),
        ("\x00' OR 1=1 --", PASSWORD),
        (EMAIL, ""),
    ):
        answer = client.post("/sign-in", data={"email": email, "password": password}, follow_redirects=False)
        shown = re.sub(r'name="email" value="[^"]*"', "", answer.text)
        pages.add((answer.status_code, shown, tuple(answer.headers)))
        assert "set-cookie" not in answer.headers
    assert {status for status, _, _ in pages} == {401}
    assert len(pages) == 1
    assert sessions_of(database) == 0


def test_a_password_alone_is_no_session_where_there_is_a_second_factor(
    client: TestClient, database: Database, seed: str
) -> None:
    asked = sign_in(client, return_to="/docs")
    assert asked.status_code == 200
    assert "set-cookie" not in asked.headers
    assert sessions_of(database) == 0
    ticket = ticket_in(asked.text)
    wrong = [
        client.post("/sign-in/code", data={"ticket": ticket, "code": code})
        for code in ("000000", "", "x", "aaaa-bbbb-cccc-dddd")
    ]
    assert {answer.status_code for answer in wrong} == {401}
    assert len({answer.text for answer in wrong}) == 1, "no wrong code sounds different from another"
    code = pyotp.TOTP(seed).at(clock.now())
    entered = client.post(
        "/sign-in/code", data={"ticket": ticket, "code": f"{code[:3]} {code[3:]}"}, follow_redirects=False
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/docs")
    client.cookies.clear()
    again = client.post("/sign-in/code", data={"ticket": ticket, "code": code}, follow_redirects=False)
    assert again.status_code == 401, "a code that was seen over the shoulder is worth nothing"


def test_a_ticket_is_of_one_password_and_of_nobody_else(
    client: TestClient, database: Database, seed: str, siti: Person
) -> None:
    ticket = ticket_in(sign_in(client).text)
    code = pyotp.TOTP(seed).at(clock.now())
    with database.write() as session:
        people.get(session, siti.id or 0).password_hash = "another hash"
    for text in (ticket, "", "x", ticket[:-2], "\x00"):
        answer = client.post("/sign-in/code", data={"ticket": text, "code": code}, follow_redirects=False)
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers


def test_signing_in_again_ends_the_session_before_it(
    client: TestClient, database: Database, siti: Person
) -> None:
    sign_in(client)
    first = client.cookies[COOKIE]
    sign_in(client)
    second = client.cookies[COOKIE]
    assert first != second
    client.cookies.clear()
    for text, expected in ((first, 303), (second, 200)):
        headers = {"Cookie": f"{COOKIE}={text}"}
        assert client.get("/account", headers=headers, follow_redirects=False).status_code == expected


def test_a_cookie_from_before_is_never_taken_over(client: TestClient, siti: Person) -> None:
    chosen = {"Cookie": f"{COOKIE}={'a' * 43}"}
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=chosen)
    assert answer.url.path == "/account"
    client.cookies.clear()
    assert client.get("/account", headers=chosen, follow_redirects=False).status_code == 303


def test_signing_out_ends_the_session_itself(client: TestClient, siti: Person) -> None:
    sign_in(client)
    text = client.cookies[COOKIE]
    assert client.get("/sign-out").status_code in (404, 405), "looking at an address never changes anything"
    out = client.post("/sign-out", follow_redirects=False)
    assert "Max-Age=0" in out.headers["set-cookie"]
    stolen = client.get("/account", headers={"Cookie": f"{COOKIE}={text}"}, follow_redirects=False)
    assert stolen.status_code == 303
    assert stolen.headers["location"] == "/sign-in?return_to=%2Faccount"
    refused = client.post("/account/sessions/end-others", headers={"Accept": "text/html"})
    assert refused.status_code == 401
    assert "belum masuk" in refused.text


def test_a_link_is_used_up_only_by_a_password_that_is_taken(
    client: TestClient, database: Database, siti: Person, seed: str
) -> None:
    sign_in(client)
    with database.write() as session:
        text = links.make(session, people.get(session, siti.id or 0), purpose=links.SIGN_IN, actor="operator")
    path = f"/sign-in/link/{text}"
    new = "kuda biru makan awan"
    for form, words in (
        ({"password": "pendek", "repeated": "pendek"}, "12"),
        ({"password": new, "repeated": new + "x"}, "tidak sama"),
        ({}, "12"),
    ):
        refused = client.post(path, data=form)
        assert refused.status_code == 422
        assert words in refused.text
    asked = client.post(path, data={"password": new, "repeated": new}, follow_redirects=False)
    assert asked.status_code == 200, "a link does not stand in for the second factor"
    assert "set-cookie" not in asked.headers
    assert ticket_in(asked.text)
    assert client.post(path, data={"password": new, "repeated": new}).status_code == 404
    assert sign_in(client, PASSWORD).status_code == 401
    assert sign_in(client, new).status_code == 200


def test_the_cookie_behind_https_is_for_this_host_and_tls_alone(
    database: Database, settings: Settings, siti: Person
) -> None:
    secure = settings.model_copy(update={"public_url": type(settings.public_url)("https://katalog.go.id")})
    with TestClient(create_app(secure), base_url="https://katalog.go.id") as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        answer = sign_in(client)
        assert re.fullmatch(
            r"__Host-livinglab=[\w-]{43}; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure",
            answer.headers["set-cookie"],
        )
        text = client.cookies["__Host-livinglab"]
        assert client.get("/account").status_code == 200
        client.cookies.clear()
        plain = {"Cookie": f"{COOKIE}={text}"}
        assert client.get("/account", headers=plain, follow_redirects=False).status_code == 303


def test_a_role_that_rises_changes_the_cookie_at_the_next_page(
    client: TestClient, database: Database, sign_in_as: Callable[..., Person]
) -> None:
    person = sign_in_as()
    before = client.cookies[COOKIE]
    assert "set-cookie" not in client.get("/account").headers
    with database.write() as session:
        people.give_role(session, people.get(session, person.id or 0), RegistryRole.CURATOR, actor="operator")
    assert client.get("/").status_code == 200
    assert client.cookies[COOKIE] != before
    assert client.get("/account").status_code == 200
    old = client.get("/account", headers={"Cookie": f"{COOKIE}={before}"}, follow_redirects=False)
    assert old.status_code == 303


def test_the_api_takes_no_cookie(client: TestClient, sign_in_as: Callable[..., Person]) -> None:
    sign_in_as(role=RegistryRole.OPERATOR)
    answer = client.post("/api/v1/submissions", json={})
    assert answer.status_code in (401, 422)
    assert "set-cookie" not in answer.headers
