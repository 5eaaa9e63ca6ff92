"""Whoever comes back from the provider is let in only if every part of its answer holds."""

import base64
import hashlib
import re
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pyotp
import pytest
from fastapi import FastAPI
from pydantic import AnyHttpUrl, SecretStr
from sqlalchemy import delete
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import identity, people, second_factor
from registry.access.callers import RegistryRole
from registry.access.providers.discovery import Issuers
from registry.app import create_app
from registry.settings import Settings
from registry.tables import AccountSession, Attempt, JournalRow, Link, Person, ProviderSignIn

ASKING = {"Accept": "text/html"}
RANI = {"email": "rani@sumedangkab.go.id", "email_verified": True, "name": "Rani Wulandari"}
SECRET = "rahasia:/+ %"


@dataclass
class Visit:
    """One browser on its way to the provider and back."""

    client: TestClient
    issuer: Any
    sent: dict[str, str] = field(default_factory=dict)

    def leave(self, **query: str) -> dict[str, str]:
        """Go to the provider; return what the browser brings there."""
        answer = self.client.get("/sign-in/provider", params=query)
        assert answer.status_code == 303, answer.text
        self.sent = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        return self.sent

    def token(self, *, sign: dict[str, Any] | None = None, **changes: Any) -> None:
        """Let the provider answer the code with an ID token."""
        said = {"aud": "livinglab", "nonce": self.sent.get("nonce"), "amr": ["pwd", "otp"], **RANI, **changes}
        text = self.issuer.sign(self.issuer.claims(**said), **(sign or {}))
        self.issuer.say("/token", {"access_token": "at", "token_type": "Bearer", "id_token": text})

    def back(self, **changes: str | None) -> Any:
        """Come back from the provider."""
        query = {"code": "the-code", "state": self.sent.get("state"), **changes}
        given = {name: value for name, value in query.items() if value is not None}
        return self.client.get("/sign-in/provider/callback", params=given, headers=ASKING)

    def whole(self, *, sign: dict[str, Any] | None = None, **changes: Any) -> Any:
        """Go there and come back."""
        self.leave()
        self.token(sign=sign, **changes)
        return self.back()


@pytest.fixture(scope="module")
def started(sqlite_template, tmp_path_factory, only_issuer):
    """Give one registry for all these tests, with a browser."""
    folder = tmp_path_factory.mktemp("registry")
    shutil.copy(sqlite_template, folder / "livinglab.sqlite3")
    settings = Settings(
        folder=folder,
        oidc_issuer=only_issuer.url,
        oidc_client_id="livinglab",
        oidc_client_secret=SecretStr(SECRET),
        oidc_acr="gold,platinum",
    )
    whole = create_app(settings)
    with TestClient(whole, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client, inner(whole)


@pytest.fixture
def database(started):
    """Give its database, without the people of the test before."""
    database = started[1].state.database
    with database.write() as session:
        for table in (AccountSession, Link, ProviderSignIn, Attempt, Person):
            session.execute(delete(table))
    return database


@pytest.fixture
def visit(started, database, issuer):
    client, app = started
    client.cookies.clear()
    app.state.issuers.close()
    app.state.issuers = Issuers()
    return Visit(client, issuer)


def inner(app):
    """Return what the middlewares stand around."""
    while not isinstance(app, FastAPI):
        app = app.app
    return app


def is_in(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


def test_the_way_there_and_back_proves_everything(visit, database):
    sent = visit.leave(return_to="/applications/e-sakip?lang=en")
    assert sent["redirect_uri"] == "http://127.0.0.1:8000/sign-in/provider/callback"
    assert sent["scope"].split() == ["openid", "email", "profile"]
    assert sent["code_challenge_method"] == "S256"
    visit.token()
    answer = visit.back()
    assert (answer.status_code, answer.headers["location"]) == (303, "/applications/e-sakip?lang=en")
    form = visit.issuer.forms[0]
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == sent["code_challenge"]
    assert form["redirect_uri"] == sent["redirect_uri"]
    assert form["code"] == "the-code"
    assert is_in(visit.client)
    with database.read() as session:
        person = session.exec(select(Person)).one()
        assert (person.email, person.name) == (RANI["email"], RANI["name"])
        assert (person.issuer, person.external_id) == (visit.issuer.url, "person-7")
        assert person.password_hash is None
        row = session.exec(select(AccountSession)).one()
        assert row.proved_at is not None


def test_the_secret_is_shown_as_the_standard_encodes_it(visit):
    visit.whole()
    header = visit.issuer.authorization[visit.issuer.asked.index("/token")]
    pair = base64.b64decode(header.removeprefix("Basic ")).decode()
    assert pair == "livinglab:rahasia%3A%2F%2B+%25"
    assert "client_secret" not in visit.issuer.forms[0]


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(visit):
    visit.issuer.describe(token_endpoint_auth_methods_supported=["client_secret_post"])
    assert visit.whole().status_code == 303
    assert visit.issuer.forms[0]["client_secret"] == SECRET


def test_the_cookie_of_the_way_there_is_the_browsers_alone(visit):
    answer = visit.client.get("/sign-in/provider")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie
    assert answer.headers["cache-control"] in ("no-store", "private, no-store")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_over_tls_the_cookie_is_bound_to_the_host(running, issuer):
    client = running(
        oidc_issuer=issuer.url,
        oidc_client_id="livinglab",
        public_url=AnyHttpUrl("https://katalog.example.go.id"),
    )
    cookie = client.get("/sign-in/provider").headers["set-cookie"]
    assert cookie.startswith("__Host-livinglab-provider=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": ["livinglab", "another-client"]},
        {"azp": "another-client"},
        {"exp": 1_000_000_000},
        {"sub": None},
        {"sub": "x" * 256},
        {"sign": {"algorithm": "none"}},
        {"sign": {"kid": "unheard-of"}},
    ],
    ids=str,
)
def test_an_id_token_that_does_not_hold_lets_nobody_in(visit, wrong):
    answer = visit.whole(**wrong)
    assert answer.status_code == 400
    assert "Identitas tidak terbukti" in answer.text
    assert not is_in(visit.client)


def test_the_same_in_english(visit):
    visit.leave()
    visit.token(nonce="another")
    visit.client.headers["Accept-Language"] = "en"
    text = visit.back().text
    del visit.client.headers["Accept-Language"]
    assert "Identity not proved" in text
    assert "Sign in again" in text


def test_a_wrong_state_lets_nobody_in(visit):
    for state in ("another", "", None):
        visit.leave()
        visit.token()
        assert visit.back(state=state).status_code == 400
        assert not is_in(visit.client)
    assert "/token" not in visit.issuer.asked


def test_a_callback_works_once(visit):
    assert visit.whole().status_code == 303
    visit.client.cookies.delete("livinglab-session")
    again = visit.back()
    assert again.status_code == 400
    assert not is_in(visit.client)
    assert visit.issuer.asked.count("/token") == 1


def test_a_callback_with_a_kept_cookie_works_once_all_the_same(visit):
    visit.leave()
    visit.token()
    kept = visit.client.cookies["livinglab-provider"]
    assert visit.back().status_code == 303
    visit.client.cookies.clear()
    visit.client.cookies.set("livinglab-provider", kept)
    assert visit.back().status_code == 400
    assert not is_in(visit.client)


def test_a_failed_answer_uses_the_sign_in_up(visit):
    visit.leave()
    visit.token(nonce="another")
    assert visit.back().status_code == 400
    visit.token()
    assert visit.back().status_code == 400


@pytest.fixture
def another_browser(started):
    """Give a second browser at the same registry."""
    whole = started[0].app
    return TestClient(whole, base_url="http://127.0.0.1:8000", follow_redirects=False)


def test_another_browser_cannot_finish_it(visit, another_browser):
    """Login CSRF: a victim who follows an attacker's callback is not signed in as the attacker."""
    visit.leave()
    visit.token()
    other = Visit(another_browser, visit.issuer, visit.sent)
    assert other.back().status_code == 400
    other.client.cookies.set("livinglab-provider", "x" * 43)
    assert other.back().status_code == 400
    assert not is_in(other.client)


def test_after_ten_minutes_it_is_over(visit, database):
    visit.leave()
    visit.token()
    with database.write() as session:
        row = session.exec(select(ProviderSignIn)).one()
        row.expires_at = row.expires_at.replace(year=2020)
        session.add(row)
    assert visit.back().status_code == 400
    visit.leave()
    with database.read() as session:
        assert len(session.exec(select(ProviderSignIn)).all()) == 1, "rows that are over are removed"


def test_an_answer_of_another_issuer_is_not_taken(visit):
    visit.leave()
    visit.token()
    assert visit.back(iss="https://evil.example").status_code == 400
    assert "/token" not in visit.issuer.asked


def test_a_provider_that_names_itself_must_do_so(visit):
    visit.issuer.describe(authorization_response_iss_parameter_supported=True)
    visit.leave()
    visit.token()
    assert visit.back().status_code == 400
    visit.leave()
    visit.token()
    assert visit.back(iss=visit.issuer.url).status_code == 303


def test_who_is_refused_there_reads_what_to_do(visit):
    visit.leave()
    answer = visit.back(code=None, error="access_denied")
    assert answer.status_code == 403
    assert "access_denied" in answer.text
    assert "hubungi pengelola penyedia identitas" in answer.text


def test_an_error_is_shown_only_as_a_plain_word(visit):
    visit.leave()
    answer = visit.back(code=None, error="<script>alert(1)</script>")
    assert "unknown" in answer.text
    assert "script>alert" not in answer.text


def test_a_code_that_the_provider_refuses_lets_nobody_in(visit):
    visit.leave()
    visit.issuer.say("/token", {"error": "invalid_grant"}, status=400)
    assert visit.back().status_code == 400


def test_a_provider_that_fails_is_said_to_be_away(visit):
    visit.leave()
    visit.issuer.say("/token", {}, status=502)
    answer = visit.back()
    assert answer.status_code == 503
    assert "Coba lagi" in answer.text


@pytest.mark.parametrize("verified", [False, None, "no", 1])
def test_an_address_that_is_not_verified_lets_nobody_in(visit, verified):
    answer = visit.whole(email_verified=verified)
    assert answer.status_code == 403
    assert "Verifikasilah" in answer.text


def test_an_address_that_the_token_lacks_is_asked_for(visit, database):
    visit.issuer.say("/userinfo", {"sub": "person-7", **RANI})
    assert visit.whole(email=None, email_verified=None).status_code == 303
    assert visit.issuer.authorization[visit.issuer.asked.index("/userinfo")] == "Bearer at"


def test_userinfo_of_somebody_else_lets_nobody_in(visit):
    visit.issuer.say("/userinfo", {"sub": "person-8", **RANI})
    assert visit.whole(email=None, email_verified=None).status_code == 400


def test_an_account_is_not_taken_over_by_its_address(visit, database):
    """Also one that nobody has entered yet: an operator says who is who."""
    with database.write() as session:
        people.add(session, RANI["email"].upper(), "Rani", actor="operator")
    answer = visit.whole()
    assert answer.status_code == 409
    assert "provider join" in answer.text
    assert "person-7" in answer.text
    assert not is_in(visit.client)
    with database.read() as session:
        assert session.exec(select(Person)).one().issuer is None


def test_a_subject_that_is_a_shell_command_is_shown_quoted(visit, database):
    with database.write() as session:
        people.add(session, RANI["email"], "Rani", actor="operator")
    assert "&#39;x; reboot&#39;" in visit.whole(sub="x; reboot").text


def test_who_has_another_address_by_now_is_the_same_person(visit, database):
    visit.whole()
    visit.client.cookies.clear()
    assert visit.whole(email="rani.w@sumedangkab.go.id").status_code == 303
    with database.read() as session:
        assert session.exec(select(Person)).one().email == RANI["email"]


def test_somebody_else_with_a_former_address_is_not_that_person(visit, database):
    visit.whole()
    visit.client.cookies.clear()
    assert visit.whole(sub="person-8").status_code == 409


def test_a_disabled_person_stays_outside(visit, database):
    visit.whole()
    visit.client.cookies.clear()
    with database.write() as session:
        people.disable(session, session.exec(select(Person)).one(), actor="operator")
    answer = visit.whole()
    assert answer.status_code == 403
    assert "dinonaktifkan" in answer.text
    assert not is_in(visit.client)


@pytest.mark.parametrize(
    ("said", "proved"),
    [
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["mfa"]}, True),
        ({"amr": ["hwk"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"]]}, False),
        ({"amr": None}, False),
        ({"amr": None, "acr": "gold"}, True),
        ({"amr": None, "acr": "1"}, False),
        ({"amr": None, "acr": ["gold"]}, False),
    ],
    ids=str,
)
def test_a_second_factor_counts_where_the_provider_says_so(visit, database, said, proved):
    assert visit.leave()["acr_values"] == "gold platinum"
    visit.token(**said)
    assert visit.back().status_code == 303
    with database.read() as session:
        assert (session.exec(select(AccountSession)).one().proved_at is not None) is proved


@pytest.mark.parametrize(
    "goal", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb"]
)
def test_no_address_of_others_is_gone_to_afterwards(visit, goal):
    visit.leave(return_to=goal)
    visit.token()
    assert visit.back().headers["location"] == "/account"


def test_a_session_from_before_ends(visit, database):
    visit.whole()
    before = visit.client.cookies["livinglab-session"]
    visit.whole()
    assert visit.client.cookies["livinglab-session"] != before
    with database.read() as session:
        assert sum(row.ended_at is None for row in session.exec(select(AccountSession))) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_provider_there_is_no_such_way(running):
    answer = running().get("/sign-in/provider", headers=ASKING)
    assert answer.status_code == 404
    assert "/sign-in" in answer.text


def test_neither_journal_nor_log_holds_address_code_or_token(visit, database, caplog):
    caplog.set_level("INFO")
    visit.whole()
    visit.whole(nonce="another")
    with database.read() as session:
        written = " ".join(
            f"{row.actor} {row.subject} {row.detail}" for row in session.exec(select(JournalRow))
        )
    ours = [record for record in caplog.records if record.name != "httpx2"]  # that is the test's browser
    assert ours
    said = " ".join(record.getMessage() for record in ours)
    for secret in (RANI["email"], RANI["name"], "the-code", visit.sent["state"], "eyJ", SECRET):
        assert secret not in written
        assert secret not in said


def test_who_has_a_second_factor_here_shows_it_if_the_provider_did_not(visit, database, started):
    visit.whole()
    keys, seed = started[1].state.keys, second_factor.new_seed()
    with database.write() as session:
        person = session.exec(select(Person)).one()
        person.totp_seed = keys.seal(second_factor.SEALED_FOR, seed)
        person.totp_since, person.totp_step = clock.now(), 0
        session.add(person)
    visit.client.cookies.clear()
    page = visit.whole(amr=["pwd"])
    assert page.status_code == 200
    assert not is_in(visit.client)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text).group(1)
    form = {"ticket": ticket, "code": pyotp.TOTP(seed).now()}
    assert visit.client.post("/sign-in/code", data=form).status_code == 303
    assert is_in(visit.client)
    with database.read() as session:
        assert [row.proved_at is not None for row in session.exec(select(AccountSession))][-1]


def test_who_may_publish_is_a_reader_until_a_second_factor_is_shown(visit, database):
    visit.whole()
    with database.write() as session:
        people.give_role(session, session.exec(select(Person)).one(), RegistryRole.CURATOR, actor="operator")
    visit.client.cookies.clear()
    answer = visit.whole(amr=["pwd"])
    assert answer.headers["location"].startswith("/account/second-factor")
    with database.read() as session:
        row = session.exec(select(AccountSession).order_by(AccountSession.id.desc())).first()
        assert identity.by_session(session, row).registry_role is None
    visit.client.cookies.clear()
    visit.whole(amr=["otp"])
    with database.read() as session:
        row = session.exec(select(AccountSession).order_by(AccountSession.id.desc())).first()
        assert identity.by_session(session, row).registry_role is RegistryRole.CURATOR


def test_the_sign_in_page_leads_to_the_provider_with_the_way_back(visit):
    page = visit.client.get("/sign-in", params={"return_to": "/applications/e-sakip"}).text
    assert 'href="/sign-in/provider?return_to=/applications/e-sakip' in unquote(page)
