"""A command line is let in by a person on the website: once, in time, with no more than that person may."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from livinglab.contract.accounts import DEVICE_GRANT
from registry import clock
from registry.access import devices, memberships, organisations, people
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.access.devices import Refusal
from registry.access.organisations import Kind, VerifiedBy
from registry.database import Database
from registry.errors import NotFound
from registry.tables import Device, JournalRow, Person, Token

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def siti(database: Database, sign_in_as: Callable[..., Person]) -> Callable[..., int]:
    """Give Siti a role in Sumedang, sign her in, and return the organisation's number."""

    def siti(role: Role = Role.PUBLISHER, *, proved: bool = True) -> int:
        with database.write() as session:
            person = people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")
            person.totp_since = clock.now()
            made = organisations.create(
                session, "Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator"
            )
            organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
            memberships.put(session, made, person, role, actor="operator")
        sign_in_as(proved=proved)
        return made.id or 0

    return siti


def start(client: TestClient, scope: str = "read record publish", name: str = "laptop") -> dict[str, str]:
    answered = client.post("/api/v1/sign-in/device", json={"scope": scope, "name": name})
    assert answered.status_code == 200, answered.text
    assert answered.headers["cache-control"] == "no-store"
    body: dict[str, str] = answered.json()
    return body


def ask(client: TestClient, started: dict[str, str]):
    body = {"grant_type": DEVICE_GRANT, "device_code": started["device_code"]}
    return client.post("/api/v1/sign-in/token", data=body)


def decide(client: TestClient, started: dict[str, str], **fields: object):
    body = {"decision": "approve", "code": started["user_code"], **fields}
    return client.post("/device", data=body, follow_redirects=False)


def rewind(database: Database, **moments: timedelta) -> None:
    """Let time pass for the devices: their moments lie further back."""
    with database.write() as session:
        for device in session.exec(select(Device)):
            for name, by in moments.items():
                setattr(device, name, getattr(device, name) - by)
            session.add(device)


def test_a_person_lets_a_command_line_in_and_it_gets_its_token_once(client, database, siti) -> None:
    number = siti()
    started = start(client)
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", started["user_code"])
    assert started["verification_uri_complete"].endswith(f"/device?code={started['user_code']}")
    assert ask(client, started).json()["error"] == "authorization_pending"
    shown = client.get("/device", params={"code": started["user_code"].lower().replace("-", " ")}).text
    assert "laptop" in shown
    assert "Sumedang" in shown
    decided = decide(client, started, organisation=str(number), scope=["record", "publish"])
    assert decided.headers["location"] == "/device?done=approved"
    issued = ask(client, started).json()
    assert issued["scope"] == "read record publish"
    assert 89 * 86400 < issued["expires_in"] <= 90 * 86400
    bearer = {"Authorization": f"Bearer {issued['access_token']}"}
    account = client.get("/api/v1/account", headers=bearer).json()
    assert (account["name"], account["kind"]) == ("Siti", "person")
    assert account["organisations"] == [{"id": number, "name": "Sumedang", "role": "publisher"}]
    assert account["token"]["name"] == "livinglab login: laptop"
    with database.read() as session:
        kept = [row.model_dump_json() for row in session.exec(select(Device)).all()]
        kept += [row.model_dump_json() for row in session.exec(select(Token)).all()]
        journalled = session.exec(select(JournalRow)).all()
    secrets = (issued["access_token"], started["device_code"])
    assert not any(secret in line for secret in secrets for line in kept)
    actions = [row.action for row in journalled if row.actor.startswith("person:")]
    assert actions[-2:] == ["device.approved", "token.created"]


def test_a_code_that_is_used_twice_ends_the_token_that_it_gave(client, siti) -> None:
    number = siti()
    started = start(client)
    decide(client, started, organisation=str(number), scope=["record"])
    bearer = {"Authorization": f"Bearer {ask(client, started).json()['access_token']}"}
    assert client.get("/api/v1/account", headers=bearer).status_code == 200
    again = ask(client, started)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert client.get("/api/v1/account", headers=bearer).status_code == 401


def test_asking_too_fast_is_told_to_slow_down(client, database) -> None:
    started = start(client)
    assert ask(client, started).json()["error"] == "authorization_pending"
    assert ask(client, started).json()["error"] == "slow_down"
    rewind(database, polled_at=timedelta(seconds=devices.INTERVAL))
    assert ask(client, started).json()["error"] == "authorization_pending"


def test_who_is_turned_away_gets_no_token(client, siti) -> None:
    siti()
    started = start(client)
    assert decide(client, started, decision="deny").headers["location"] == "/device?done=denied"
    assert ask(client, started).json()["error"] == "access_denied"
    assert decide(client, started, scope=["record"]).status_code == 404


def test_a_code_is_over_after_ten_minutes(client, database, siti) -> None:
    siti()
    started = start(client)
    rewind(database, expires_at=devices.LASTS)
    assert ask(client, started).json()["error"] == "expired_token"
    assert client.get("/device", params={"code": started["user_code"]}).status_code == 404
    assert decide(client, started).status_code == 404


def test_an_approved_code_that_nobody_fetched_is_over_too(client, database, siti) -> None:
    siti()
    started = start(client)
    decide(client, started)
    rewind(database, expires_at=devices.LASTS)
    assert ask(client, started).json()["error"] == "expired_token"


def test_nobody_gives_more_than_they_may(client, siti) -> None:
    number = siti(Role.RECORDER)
    started = start(client, "read record publish curate")
    refused = decide(client, started, organisation=str(number), scope=["record", "publish"])
    assert refused.status_code == 403
    assert ask(client, started).json()["error"] == "authorization_pending"
    decide(client, started, organisation=str(number), scope=["record"])
    assert ask(client, started).json()["scope"] == "read record"


def test_nobody_gives_more_than_was_asked_for(client, siti) -> None:
    number = siti()
    started = start(client, "read")
    decide(client, started, organisation=str(number), scope=["record", "publish"])
    assert ask(client, started).json()["scope"] == "read"


def test_publishing_takes_a_session_with_a_second_factor(client, siti) -> None:
    number = siti(proved=False)
    started = start(client)
    assert "/account/second-factor" in client.get("/device", params={"code": started["user_code"]}).text
    assert decide(client, started, organisation=str(number), scope=["publish"]).status_code == 403
    assert decide(client, started, organisation=str(number), scope=[]).status_code == 303


def test_curating_is_given_by_curators_alone(client, sign_in_as) -> None:
    sign_in_as("kurator@example.go.id", role=RegistryRole.CURATOR)
    started = start(client, "curate")
    assert decide(client, started, scope=["curate"]).status_code == 303
    assert ask(client, started).json()["scope"] == "read curate"


def test_another_organisation_is_not_acted_for(client, database, siti) -> None:
    siti()
    with database.write() as session:
        other = organisations.create(
            session, "Bekasi", kind=Kind.REGION, region_code="32.16", actor="operator"
        )
        organisations.verify(session, other, by=VerifiedBy.OPERATOR, actor="operator")
    started = start(client)
    assert decide(client, started, organisation=str(other.id), scope=["publish"]).status_code == 403
    assert decide(client, started, organisation="9999", scope=["publish"]).status_code == 403


def test_a_person_who_was_disabled_meanwhile_lets_nobody_in(client, database, siti) -> None:
    siti()
    started = start(client)
    decide(client, started)
    with database.write() as session:
        person = people.get_by_email(session, "siti@sumedangkab.go.id")
        people.disable(session, person, actor="operator")
    assert ask(client, started).json()["error"] == "access_denied"


def test_nobody_who_is_not_signed_in_decides(client) -> None:
    started = start(client)
    shown = client.get("/device", params={"code": started["user_code"]}, follow_redirects=False)
    assert shown.status_code == 303
    assert shown.headers["location"].startswith("/sign-in?return_to=%2Fdevice%3Fcode%3D")
    assert decide(client, started).status_code == 401
    assert ask(client, started).json()["error"] == "authorization_pending"


def test_a_machine_cannot_draw_on_the_page_by_its_name(client, siti) -> None:
    siti()
    started = start(client, name="<b>\x1b[31mbank\u202e")
    shown = client.get("/device", params={"code": started["user_code"]}).text
    assert "&lt;b&gt; [31mbank" in shown
    assert "\u202e" not in shown


WRONG = [
    ("device", "scope=read+everything", "invalid_scope"),
    ("device", "scope=read&surprise=1", "invalid_request"),
    ("device", "name=" + "x" * 101, "invalid_request"),
    ("device", "organisation=0", "invalid_request"),
    ("device", "scope=\xff".encode("latin-1"), "invalid_request"),
    ("device", "&".join(f"k{number}=1" for number in range(50)), "invalid_request"),
    ("token", "", "invalid_request"),
    ("token", "grant_type=password&device_code=x", "unsupported_grant_type"),
    ("token", f"grant_type={DEVICE_GRANT}&device_code=x", "invalid_grant"),
    ("token", f"grant_type={DEVICE_GRANT}&device_code=" + "x" * 201, "invalid_request"),
]


def test_a_wrong_request_is_answered_as_oauth_has_it(client) -> None:
    for path, body, error in WRONG:
        answered = client.post(f"/api/v1/sign-in/{path}", content=body, headers=FORM)
        assert (answered.status_code, answered.json()["error"]) == (400, error), body
        assert answered.json()["error_description"]


def test_json_that_is_none_is_a_wrong_request(client) -> None:
    for body in (b"", b"[]", b"{", b"null", b'{"scope": 1}', b"\xff"):
        answered = client.post("/api/v1/sign-in/device", content=body)
        assert (answered.status_code, answered.json()["error"]) == (400, "invalid_request"), body


def test_of_many_who_ask_at_once_one_gets_the_token_and_nobody_keeps_it(client, database, siti) -> None:
    siti()
    started = start(client)
    decide(client, started)

    def exchange(_: int) -> object:
        with database.write() as session:
            taken = devices.exchange(session, started["device_code"])
            return taken if isinstance(taken, Refusal) else taken[1]

    with ThreadPoolExecutor(6) as several:
        answers = list(several.map(exchange, range(6)))
    assert answers.count(Refusal.INVALID) == 5
    with database.read() as session:
        (token,) = session.exec(select(Token)).all()
    assert token.revoked_at is not None


def test_of_a_yes_and_a_no_at_the_same_moment_one_counts(client, database, siti) -> None:
    siti()
    person = Caller(actor="person:1", person_id=1, session_id=1, proved=True)
    for _ in range(3):
        code = start(client)["user_code"]

        def answer(yes: bool, code: str = code) -> bool:
            try:
                with database.write() as session:
                    if yes:
                        given = frozenset({Scope.READ})
                        devices.approve(session, code, caller=person, scopes=given, organisation_id=None)
                    else:
                        devices.deny(session, code, caller=person)
            except NotFound:
                return False
            return True

        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(answer, (True, False))) == [False, True]


def test_guessing_codes_ends_soon_by_looking_as_by_deciding(client, siti) -> None:
    siti()
    started = start(client)
    wrong = {**started, "user_code": "BBBB-BBBB"}
    looked = [client.get("/device", params={"code": "BBBB-BBBB"}).status_code for _ in range(10)]
    decided = [decide(client, wrong).status_code for _ in range(11)]
    assert (set(looked), set(decided[:10]), decided[10]) == ({404}, {404}, 429)
    assert client.get("/device", params={"code": started["user_code"]}).status_code == 429
    assert client.get("/device").status_code == 200


def test_devices_that_wait_have_their_bound(client, database, monkeypatch) -> None:
    monkeypatch.setattr(devices, "MOST_WAITING", 2)
    start(client)
    start(client)
    assert client.post("/api/v1/sign-in/device", json={}).status_code == 429
    rewind(database, expires_at=devices.LASTS + devices.KEPT)
    start(client)
    with database.read() as session:
        assert len(session.exec(select(Device)).all()) == 1
