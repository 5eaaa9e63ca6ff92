"""A person's own pages: sessions, password, second factor and recovery codes, by forms and cookies."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import passwords, people, second_factor, sessions
from registry.access.callers import RegistryRole
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import AccountSession, JournalRow, Person

EMAIL = "siti@sumedangkab.go.id"
PASSWORD = "sapi hijau naik kereta"
NEW = "kuda biru makan awan"
COOKIE = "livinglab-session"
SignIn = Callable[..., Person]
# What the pages say is the same on both; how rows are held is told of both in tests/registry/access.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.fixture(scope="module")
def kept() -> str:
    """Give what is kept of the password: made once."""
    return passwords.make_hash(PASSWORD, email=EMAIL)


@pytest.fixture
def siti(sign_in_as: SignIn, database: Database, kept: str) -> Person:
    """Give a person with a password, who is signed in without a second factor."""
    person = sign_in_as(proved=False)
    with database.write() as session:
        people.get(session, person.id or 0).password_hash = kept
    return person


@pytest.fixture
def seed(database: Database, settings: Settings, siti: Person) -> str:
    """Give the secret of Siti's second factor, which she has set up and shown."""
    seed = second_factor.new_seed()
    with database.write() as session:
        person = people.get(session, siti.id or 0)
        person.totp_seed = open_keys(settings).seal(second_factor.SEALED_FOR, seed)
        person.totp_since = clock.now()
        session.exec(select(AccountSession)).one().proved_at = clock.now()
    return seed


@pytest.fixture
def elsewhere(client: TestClient, sign_in_as: SignIn, siti: Person) -> TestClient:
    """Give another browser in which Siti is signed in."""
    browser = TestClient(client.app, base_url=client.base_url, headers={"Sec-Fetch-Site": "same-origin"})
    sign_in_as(browser=browser)
    return browser


def post(browser: TestClient, path: str, **form: str):
    return browser.post(path, data=form, follow_redirects=False)


def is_in(browser: TestClient) -> bool:
    return browser.get("/account", follow_redirects=False).status_code == 200


def setup(browser: TestClient) -> tuple[str, dict[str, str]]:
    """Open the page that offers a second factor; return its secret and the form with a right code."""
    page = browser.get("/account/second-factor").text
    seed = re.search(r'class="key">([A-Z2-7]{32})<', page)
    ticket = re.search(r'name="ticket" value="([^"]*)"', page)
    assert seed
    assert ticket
    form = {"ticket": unescape(ticket[1]), "code": pyotp.TOTP(seed[1]).at(clock.now()), "current": PASSWORD}
    return seed[1], form


def actions(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(JournalRow.action).order_by(JournalRow.serial)))


def test_every_page_asks_nobody_in_by_itself(client: TestClient) -> None:
    for path in ("/account", "/account/password", "/account/second-factor", "/account/recovery-codes"):
        answer = client.get(f"{path}?lang=en", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?return_to=%2Faccount")
    for path in ("password", "second-factor", "second-factor/remove", "recovery-codes", "sessions/1/end"):
        assert post(client, f"/account/{path}").status_code == 401


def test_other_sessions_are_listed_and_ended(
    client: TestClient, elsewhere: TestClient, siti: Person, sign_in_as: SignIn
) -> None:
    listed = client.get("/account?lang=en").text
    numbers = re.findall(r"/account/sessions/(\d+)/end", listed)
    assert len(numbers) == 2
    assert listed.count('<th scope="row">Firefox, Linux') == 2
    assert listed.count("(this one)") == 1
    for number in numbers:
        answer = client.get(f"/account/sessions/{number}/end", follow_redirects=False)
        assert answer.status_code in (404, 405)
    budi = TestClient(client.app, base_url=client.base_url, headers={"Sec-Fetch-Site": "same-origin"})
    sign_in_as("budi@bekasikab.go.id", browser=budi)
    for number in (*numbers, "0", "-1", "x", "99999999999999999999"):
        assert post(budi, f"/account/sessions/{number}/end").status_code in (404, 422), "not his"
    assert is_in(client)
    assert is_in(elsewhere)
    post(client, "/account/sessions/end-others")
    assert is_in(client)
    assert not is_in(elsewhere)
    assert is_in(budi)


def test_ending_ones_own_session_signs_out(client: TestClient, siti: Person) -> None:
    number = re.findall(r"/account/sessions/(\d+)/end", client.get("/account").text)[0]
    assert post(client, f"/account/sessions/{number}/end").headers["location"] == "/"
    assert COOKIE not in client.cookies


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    client: TestClient, elsewhere: TestClient, siti: Person, database: Database
) -> None:
    before = client.cookies[COOKIE]
    for current, password, repeated, status in (
        ("salah sama sekali", NEW, NEW, 401),
        ("", NEW, NEW, 401),
        (PASSWORD, NEW, NEW + "x", 422),
        (PASSWORD, "pendek", "pendek", 422),
        (PASSWORD, "siti makan awan biru", "siti makan awan biru", 422),
    ):
        answer = post(client, "/account/password", current=current, password=password, repeated=repeated)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert NEW not in answer.text
    assert is_in(elsewhere)
    changed = post(client, "/account/password", current=PASSWORD, password=NEW, repeated=NEW)
    assert changed.status_code == 303
    assert client.cookies[COOKIE] != before
    assert is_in(client)
    assert not is_in(elsewhere)
    client.cookies.clear()
    client.cookies.set(COOKIE, before)
    assert not is_in(client), "the cookie from before the change is worth nothing"
    assert actions(database)[-3:] == ["password.set", "session.ended", "session.rotated"]


def test_a_second_factor_is_set_up_only_with_password_and_code(
    client: TestClient, elsewhere: TestClient, siti: Person, database: Database
) -> None:
    _, form = setup(client)
    before = client.cookies[COOKIE]
    for changes, status in (
        ({"current": "salah sama sekali"}, 401),
        ({"code": "000000" if form["code"] != "000000" else "111111"}, 422),
        ({"code": ""}, 422),
    ):
        answer = post(client, "/account/second-factor", **{**form, **changes})
        assert answer.status_code == status
        assert "<svg" in answer.text, "the same secret is offered again"
    assert post(client, "/account/second-factor", **{**form, "ticket": "x"}).status_code == 422
    taken = post(client, "/account/second-factor", **form, return_to="//evil.example")
    assert taken.status_code == 200
    assert len(re.findall(r"<li><code>", taken.text)) == 10
    assert 'href="/account"' in taken.text
    assert "evil" not in taken.text
    assert client.cookies[COOKIE] != before
    assert not is_in(elsewhere)
    assert "factor.added" in actions(database)


def test_another_persons_offer_is_refused(client: TestClient, siti: Person, sign_in_as: SignIn) -> None:
    budi = TestClient(client.app, base_url=client.base_url, headers={"Sec-Fetch-Site": "same-origin"})
    sign_in_as("budi@bekasikab.go.id", browser=budi)
    _, form = setup(budi)
    assert post(client, "/account/second-factor", **form).status_code == 422


def test_who_may_publish_may_replace_but_not_remove_it(
    client: TestClient, siti: Person, seed: str, database: Database
) -> None:
    with database.write() as session:
        people.give_role(session, people.get(session, siti.id or 0), RegistryRole.CURATOR, actor="operator")
    assert "factor" in client.get("/account?lang=en").text
    refused = post(client, "/account/second-factor/remove", current=PASSWORD)
    assert refused.status_code == 409
    with database.write() as session:
        people.give_role(session, people.get(session, siti.id or 0), None, actor="operator")
    assert post(client, "/account/second-factor/remove", current="salah sama sekali").status_code == 401
    assert post(client, "/account/second-factor/remove", current=PASSWORD).status_code == 303
    with database.read() as session:
        assert people.get(session, siti.id or 0).totp_seed is None
        assert session.exec(select(AccountSession.proved_at)).all() == [None]


def test_new_recovery_codes_need_the_password_and_a_second_factor(
    client: TestClient, siti: Person, database: Database
) -> None:
    assert post(client, "/account/recovery-codes", current=PASSWORD).status_code == 409
    assert post(client, "/account/recovery-codes", current="").status_code == 401
    assert client.get("/account/recovery-codes").url.path == "/account"


def test_ten_new_recovery_codes_are_shown_once(client: TestClient, siti: Person, seed: str) -> None:
    shown = post(client, "/account/recovery-codes", current=PASSWORD)
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code>", shown.text)
    assert len(set(codes)) == 10
    assert shown.headers["cache-control"] == "private, no-store"
    assert codes[0] not in client.get("/account").text


def test_without_having_shown_the_second_factor_nothing_of_it_is_changed(
    client: TestClient, siti: Person, seed: str, database: Database
) -> None:
    with database.write() as session:
        session.exec(select(AccountSession)).one().proved_at = None
    _, form = setup(client)
    for path, more in (
        ("second-factor", form),
        ("second-factor/remove", {"current": PASSWORD}),
        ("recovery-codes", {"current": PASSWORD}),
        ("password", {"current": PASSWORD, "password": NEW, "repeated": NEW}),
    ):
        assert post(client, f"/account/{path}", **more).status_code == 401


def test_who_has_no_password_here_must_have_come_a_moment_ago(
    client: TestClient, sign_in_as: SignIn, database: Database
) -> None:
    person = sign_in_as(proved=False)
    with database.write() as session:
        row = session.exec(select(AccountSession)).one()
        row.created_at -= sessions.FRESH
    _, form = setup(client)
    assert post(client, "/account/second-factor", **form).status_code == 401
    assert post(client, "/account/password", current="", password=NEW, repeated=NEW).status_code == 409
    with database.write() as session:
        session.exec(select(AccountSession)).one().created_at += timedelta(minutes=1)
    assert post(client, "/account/second-factor", **form).status_code == 200
    with database.read() as session:
        assert second_factor.is_set(people.get(session, person.id or 0))


@pytest.mark.parametrize("language", ["id", "en"])
def test_pages_keep_the_language_that_was_asked_for_once(
    client: TestClient, siti: Person, language: str
) -> None:
    client.get("/account", params={"lang": language})
    for path in ("/account", "/account/password", "/account/second-factor"):
        page = client.get(path, headers={"Accept-Language": "fr"})
        assert page.headers["content-language"] == language
        assert f"lang={language}" not in page.text


def test_pages_with_secrets_are_not_compressed(client: TestClient, siti: Person) -> None:
    for path in ("/account", "/account/second-factor", "/account/tokens", "/device"):
        page = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in page.headers
    assert client.get("/docs", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
