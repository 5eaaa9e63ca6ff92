"""The account behind a token: what it may, which tokens are its own, and how they end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import memberships, organisations, people, tokens, uses
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.access.uses import Uses
from registry.app import create_app
from registry.database import Database
from registry.tables import Organisation, Person, Token

Make = Callable[..., str]


@pytest.fixture
def sumedang(database: Database) -> Organisation:
    """Give Kabupaten Sumedang, verified."""
    with database.write() as session:
        made = organisations.create(
            session, "Sumedang", kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
    return made


@pytest.fixture
def siti(database: Database, sumedang: Organisation) -> Person:
    """Give Siti, a publisher there with a second factor."""
    with database.write() as session:
        person = people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")
        person.totp_since = clock.now()
        theirs = session.get_one(Organisation, sumedang.id)
        memberships.put(session, theirs, person, Role.PUBLISHER, actor="operator")
    return person


@pytest.fixture
def token(database: Database, siti: Person) -> Make:
    """Give a maker of Siti's tokens."""

    def make(name: str = "laptop", *, scope: Scope = Scope.PUBLISH, **limits: object) -> str:
        grant = Grant(name, frozenset({scope}), person_id=siti.id, **limits)  # type: ignore[arg-type]  # a test's shorthand
        with database.write() as session:
            return tokens.create(session, grant, actor="operator")[1]

    return make


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def names(client: TestClient, text: str) -> list[str]:
    answered = client.get("/api/v1/account/tokens", headers=bearer(text))
    assert answered.headers["cache-control"] == "private, no-store"
    return [item["name"] for item in answered.json()["items"]]


def test_a_token_says_who_it_acts_for(client, token) -> None:
    text = token(application_slug="e-sakip", region_code="32.11")
    account = client.get("/api/v1/account", headers=bearer(text)).json()
    assert account["name"] == "Siti"
    assert [one["role"] for one in account["organisations"]] == ["publisher"]
    limits = {name: account["token"][name] for name in ("scopes", "application", "region")}
    assert limits == {"scopes": ["read", "publish"], "application": "e-sakip", "region": "32.11"}


def test_what_a_person_loses_their_token_loses_at_that_moment(
    client, database, token, siti, sumedang
) -> None:
    text = token()
    with database.write() as session:
        person = session.get_one(Person, siti.id)
        person.totp_since = None
        session.add(person)
    account = client.get("/api/v1/account", headers=bearer(text)).json()
    assert ([one["role"] for one in account["organisations"]], account["proved"]) == (["reader"], False)
    with database.write() as session:
        organisations.close(session, session.get_one(Organisation, sumedang.id), actor="operator")
    answered = client.get("/api/v1/account", headers=bearer(text))
    assert answered.status_code == 401 or answered.json()["organisations"] == []


def test_tokens_of_the_registry_and_of_organisations_say_so(client, database, sumedang) -> None:
    with database.write() as session:
        _, own = tokens.create(session, Grant("CI", frozenset()), actor="operator")
        its = Grant("CI", frozenset(), organisation_id=sumedang.id)
        _, theirs = tokens.create(session, its, actor="operator")
    assert client.get("/api/v1/account", headers=bearer(own)).json()["kind"] == "registry"
    account = client.get("/api/v1/account", headers=bearer(theirs)).json()
    assert (account["kind"], account["name"]) == ("organisation", "Sumedang")
    assert names(client, own) == names(client, theirs) == ["CI"]


def test_nobody_has_an_account_without_a_token(client) -> None:
    for method, path in (
        ("GET", "/api/v1/account"),
        ("GET", "/api/v1/account/tokens"),
        ("DELETE", "/api/v1/account/token"),
        ("DELETE", "/api/v1/account/tokens/1"),
    ):
        assert client.request(method, path).status_code == 401


def test_a_token_ends_itself(client, token) -> None:
    text, other = token(), token("other")
    assert client.delete("/api/v1/account/token", headers=bearer(text)).status_code == 204
    assert client.get("/api/v1/account", headers=bearer(text)).status_code == 401
    assert names(client, other) == ["other"]


def test_a_person_ends_their_own_tokens_and_nobody_elses(client, database, token) -> None:
    with database.write() as session:
        foreign, _ = tokens.create(session, Grant("CI", frozenset()), actor="operator")
    text = token()
    token("lost")
    items = client.get("/api/v1/account/tokens", headers=bearer(text)).json()["items"]
    lost = next(item["id"] for item in items if item["name"] == "lost")
    assert client.delete(f"/api/v1/account/tokens/{lost}", headers=bearer(text)).status_code == 204
    assert client.delete(f"/api/v1/account/tokens/{foreign.id}", headers=bearer(text)).status_code == 404
    assert client.delete("/api/v1/account/tokens/99999", headers=bearer(text)).status_code == 404
    assert names(client, text) == ["laptop"]


@pytest.mark.parametrize("limit", [{"application_slug": "e-sakip"}, {"region_code": "32.11"}])
def test_a_stolen_token_with_limits_knows_and_ends_no_other(client, database, token, limit) -> None:
    wide, stolen = token("wide"), token("stolen", **limit)
    assert names(client, stolen) == ["stolen"]
    number = client.get("/api/v1/account", headers=bearer(wide)).json()["token"]["id"]
    assert client.delete(f"/api/v1/account/tokens/{number}", headers=bearer(stolen)).status_code == 404
    assert names(client, wide) == ["wide", "stolen"]


def test_a_token_for_one_organisation_knows_those_for_that_one(client, token, sumedang) -> None:
    bound = token("bound", organisation_id=sumedang.id)
    token("wide")
    token("also bound", organisation_id=sumedang.id)
    assert names(client, bound) == ["bound", "also bound"]


def test_a_stolen_token_with_limits_submits_nothing_outside_of_them(client, token) -> None:
    body = {"slug": "e-sakip", "publisher": "Sumedang", "region": "32.11"}
    body["url"] = "https://git.sumedangkab.go.id/diskominfo/e-sakip.git"
    for limits, status in (
        ({"application_slug": "simpeg"}, 403),
        ({"region_code": "32.16"}, 403),
        ({"application_slug": "e-sakip", "region_code": "32.16"}, 403),
        ({"application_slug": "e-sakip", "region_code": "32.11"}, 201),
    ):
        answered = client.post("/api/v1/submissions", json=body, headers=bearer(token(**limits)))
        assert answered.status_code == status, limits


def test_tokens_that_are_over_are_not_listed_and_pages_follow(client, token) -> None:
    text = token("0")
    for number in range(1, 4):
        token(str(number))
    token("over", lasts=timedelta(0))
    first = client.get("/api/v1/account/tokens?limit=3", headers=bearer(text)).json()
    rest = client.get(f"/api/v1/account/tokens?limit=3&cursor={first['next']}", headers=bearer(text)).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["0", "1", "2", "3"]
    assert rest["next"] is None


def test_the_hour_of_the_last_use_is_kept(database, settings, token) -> None:
    text = token()
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        client.get("/api/v1/account", headers=bearer(text))
    with database.read() as session:
        used = session.exec(select(Token.used_at)).one()
    assert used is not None
    assert clock.now() - used < timedelta(hours=1, minutes=1)
    assert (used.minute, used.second, used.microsecond) == (0, 0, 0)


def test_a_use_is_written_once_an_hour_and_never_taken_back(database, token) -> None:
    token()
    with database.read() as session:
        number = session.exec(select(Token.id)).one()
    waiting = Uses()
    waiting.add(number)
    taken = waiting.take()
    assert list(taken) == [number]
    waiting.add(number)
    assert waiting.take() == {}
    waiting.put_back(taken)
    assert waiting.take() == taken
    later, earlier = datetime(2026, 11, 22, 5, tzinfo=UTC), datetime(2026, 11, 22, 4, tzinfo=UTC)
    for hour in (earlier, later, earlier):
        with database.write() as session:
            uses.write(session, {number: hour})
    with database.read() as session:
        assert session.exec(select(Token.used_at)).one() == later
