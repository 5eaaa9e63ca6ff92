"""Organisations over the API: facts for everybody, people for their own and auditors, no changes."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry import clock
from registry.access import memberships, organisations, people, tokens
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.tokens import Grant
from registry.database import Database

Token = Callable[..., dict[str, str]]


@pytest.fixture
def three(database: Database) -> None:
    """Add Sumedang with its people, Bekasi unverified, and a closed community."""
    with database.write() as session:
        sumedang = organisations.create(
            session,
            "Pemerintah Kabupaten Sumedang",
            kind=Kind.REGION,
            region_code="32.11",
            actor="operator",
        )
        organisations.verify(session, sumedang, by=VerifiedBy.OPERATOR, actor="operator")
        organisations.create(
            session, "Pemerintah Kabupaten Bekasi", kind=Kind.REGION, region_code="32.16", actor="operator"
        )
        closed = organisations.create(session, "Bubar", kind=Kind.COMMUNITY, actor="operator")
        organisations.close(session, closed, actor="operator")
        for name, role in (("siti", Role.MANAGER), ("budi", Role.READER)):
            person = people.add(session, f"{name}@sumedangkab.go.id", name, actor="operator")
            memberships.put(session, sumedang, person, role, actor="operator")
        people.add(session, "tuti@example.org", "tuti", actor="operator")
        auditor = people.add(session, "rini@example.org", "rini", actor="operator")
        auditor.registry_role, auditor.totp_since = "auditor", clock.now()


@pytest.fixture
def token(database: Database) -> Token:
    """Give a maker of headers with a new token."""

    def token(**more: object) -> dict[str, str]:
        grant = Grant("test", frozenset(Scope), **more)  # type: ignore[arg-type]  # a test's shorthand
        with database.write() as session:
            return {"Authorization": f"Bearer {tokens.create(session, grant, actor='operator')[1]}"}

    return token


@pytest.mark.usefixtures("three")
def test_everybody_may_list_the_open_ones_page_by_page(client: TestClient) -> None:
    first = client.get("/api/v1/organisations", params={"limit": 1}).json()
    assert first["items"] == [
        {
            "id": 1,
            "name": "Pemerintah Kabupaten Sumedang",
            "kind": "region",
            "region": {"code": "32.11", "name": "Kabupaten Sumedang"},
            "verified": True,
            "verified_at": first["items"][0]["verified_at"],
            "closed_at": None,
        }
    ]
    second = client.get("/api/v1/organisations", params={"limit": 1, "cursor": first["next"]}).json()
    assert [(one["id"], one["verified"]) for one in second["items"]] == [(2, False)]
    assert second["next"] is None
    assert client.get("/api/v1/organisations/3").json()["closed_at"] is not None
    assert client.get("/api/v1/organisations/4").status_code == 404
    assert client.get("/api/v1/organisations", params={"cursor": "x"}).status_code == 400


@pytest.mark.usefixtures("three")
def test_people_are_seen_by_their_own_and_by_auditors_alone(client: TestClient, token: Token) -> None:
    path = "/api/v1/organisations/1/members"
    assert client.get(path).status_code == 401
    seen = client.get(path, headers=token(person_id=2))
    assert [(one["name"], one["role"]) for one in seen.json()["items"]] == [
        ("siti", "manager"),
        ("budi", "reader"),
    ]
    assert seen.headers["cache-control"] == "private, no-store"
    assert "@" not in seen.text
    assert client.get(path, headers=token(person_id=4)).json() == seen.json()
    for stranger in (
        token(person_id=3),
        token(organisation_id=1),  # a machine's
        token(person_id=2, application_slug="e-sakip"),
    ):
        assert client.get(path, headers=stranger).status_code == 403
    page = client.get(path, params={"limit": 1}, headers=token(person_id=2)).json()
    after = client.get(path, params={"cursor": page["next"]}, headers=token(person_id=2)).json()
    assert [one["person"] for one in page["items"] + after["items"]] == [1, 2]


@pytest.mark.usefixtures("three")
def test_a_new_organisation_is_listed_at_once(client: TestClient, database: Database) -> None:
    assert len(client.get("/api/v1/organisations").json()["items"]) == 2
    with database.write() as session:
        organisations.close(session, organisations.get(session, 2), actor="operator")
    assert len(client.get("/api/v1/organisations").json()["items"]) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_of_it_is_changed_over_the_api(client: TestClient, token: Token, method: str) -> None:
    for path in ("", "/1", "/1/members", "/1/members/1", "/1/verification", "/1/invitations"):
        answered = client.request(method, f"/api/v1/organisations{path}", headers=token(), json={})
        assert answered.status_code in (404, 405)
