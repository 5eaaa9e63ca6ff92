"""Webhooks over the API: who may have them, what is refused, and what their log says."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session, update
from starlette.testclient import TestClient

from registry import clock
from registry.access import people, tokens
from registry.access.callers import RegistryRole, Role, Scope
from registry.access.tokens import Grant
from registry.errors import Invalid
from registry.tables import Membership, Organisation, Webhook
from registry.webhooks import places, records

REFUSED = {
    "http://hook.example.go.id/x": "it must be https",
    "ftp://hook.bekasikab.go.id/x": "it must start with https://",
    "https://budi:rahasia@hook.bekasikab.go.id/": "a user name or password",
    "https://hook.bekasikab.go.id:8443/": "only port 443",
    "https://127.0.0.1/": "not an IP address",
    "https://2130706433/": "not an IP address",
    "https://0x7f.0.0.1/": "not an IP address",
    "https://[::ffff:10.0.0.1]/": "not a valid one",
    "https://localhost/": "not an IP address",
    "https://metadata.internal/": "not public",
    "https://hook.bekasikab.go.id/#x": "write https://host/path",
    "https://hook.bekasikab.go.id\\@10.0.0.1/": "write https://host/path",
    "https://hook.bekasikab.go.id/a b": "write https://host/path",
    "https:///x": "cannot be read",
    "https://hook.bekasikab.go.id/" + "x" * 2048: "at most 2048",
}
UNKNOWN = "00000000-0000-0000-0000-000000000000"


@dataclass
class Web:
    """Who asks over HTTP: the headers of each, and short ways to ask."""

    client: TestClient
    scene: Any
    headers: dict[str, dict[str, str]] = field(default_factory=lambda: {"nobody": {}})

    def ask(self, who: str = "bekasi", **body: Any) -> Any:
        """Ask for a webhook of releases for Bekasi, unless told otherwise."""
        values = {
            "url": self.scene.receiver.url,
            "events": ["release.published"],
            "organisation": self.scene.organisations["bekasi"],
        }
        return self.client.post("/api/v1/webhooks", json={**values, **body}, headers=self.headers[who])

    def get(self, path: str = "", who: str = "bekasi") -> Any:
        return self.client.get(f"/api/v1/webhooks{path}", headers=self.headers[who])

    def post(self, path: str, who: str = "bekasi") -> Any:
        return self.client.post(f"/api/v1/webhooks{path}", headers=self.headers[who])

    def delete(self, path: str, who: str = "bekasi") -> Any:
        return self.client.delete(f"/api/v1/webhooks{path}", headers=self.headers[who])


@pytest.fixture
def web(scene: Any, client: TestClient) -> Web:
    """Give a manager of each organisation, a publisher, those who run the registry, and their tokens."""
    made = Web(client, scene)
    with scene.database.write() as session:
        for name, grant in _grants(session, scene.organisations).items():
            _, text = tokens.create(session, grant, actor="operator")
            made.headers[name] = {"Authorization": f"Bearer {text}"}
    return made


def _grants(session: Session, organisations: dict[str, int]) -> dict[str, Grant]:
    every = frozenset(Scope)
    bekasi = organisations["bekasi"]
    manager = _person(session, "budi", bekasi)
    publisher = _person(session, "wati", bekasi, role=Role.PUBLISHER)
    grants = {
        "registry": Grant("registry", every),
        "machine": Grant("machine", every, organisation_id=bekasi),
        "sumedang": Grant("asep", every, person_id=_person(session, "asep", organisations["sumedang"])),
        "bekasi": Grant("budi", every, person_id=manager),
        "reading": Grant("reading", frozenset({Scope.READ}), person_id=manager),
        "limited": Grant("limited", every, person_id=manager, application_slug="e-sakip"),
        "publisher": Grant("wati", every, person_id=publisher),
    }
    for role in RegistryRole:
        grants[role.value] = Grant(role.value, every, person_id=_person(session, role.value, registry=role))
    return grants


def _person(
    session: Session,
    name: str,
    organisation: int | None = None,
    *,
    role: Role = Role.MANAGER,
    registry: RegistryRole | None = None,
) -> int:
    person = people.add(session, f"{name}@bekasikab.go.id", name, actor="operator", role=registry)
    person.totp_since = clock.now()
    session.flush()
    number = person.id or 0
    if organisation is not None:
        since = clock.now()
        session.add(Membership(person_id=number, organisation_id=organisation, role=role, since=since))
        session.flush()
    return number


def test_who_may_have_webhooks_for_an_organisation(web: Web) -> None:
    asked = {
        who: (web.ask(who).status_code, web.ask(who, organisation=None).status_code) for who in web.headers
    }
    assert asked == {
        "nobody": (401, 401),
        "registry": (201, 201),
        "machine": (403, 403),
        "sumedang": (403, 403),
        "bekasi": (201, 403),
        "reading": (403, 403),
        "limited": (403, 403),
        "publisher": (403, 403),
        "auditor": (403, 403),
        "curator": (403, 403),
        "operator": (201, 201),
    }
    seen = {who: web.get("", who) for who in web.headers}
    assert {who: answered.status_code for who, answered in seen.items()} == {
        who: {"nobody": 401, "registry": 200, "sumedang": 200, "bekasi": 200, "operator": 200}.get(who, 403)
        for who in web.headers
    }
    counts = {who: len(seen[who].json()["items"]) for who in ("registry", "sumedang", "bekasi", "operator")}
    assert counts == {"registry": 5, "sumedang": 0, "bekasi": 3, "operator": 5}
    assert seen["bekasi"].headers["cache-control"] == "private, no-store"


def test_a_webhook_of_others_is_not_there(web: Web) -> None:
    number = web.ask().json()["id"]
    for path in (f"/{number}", "/99"):
        for action in ("/ping", "/enable", f"/deliveries/{UNKNOWN}/redeliver"):
            assert web.post(path + action, "sumedang").status_code == 404
        assert web.get(path, "sumedang").status_code == 404
        assert web.get(f"{path}/deliveries", "sumedang").status_code == 404
        assert web.delete(path, "sumedang").status_code == 404
    assert web.get(f"/{number}").json()["id"] == number
    unverified = update(Organisation).where(Organisation.id == web.scene.organisations["bekasi"])
    with web.scene.database.write() as session:
        session.exec(unverified.values(verified_at=None))
    assert web.get(f"/{number}").status_code == 403


def test_the_life_of_a_webhook(web: Web, donate: Any, make_release: Any) -> None:
    web.headers["bekasi"]["Idempotency-Key"] = "satu"
    made, again = web.ask().json(), web.ask().json()
    assert made == again  # sent twice, made once, with one secret
    del web.headers["bekasi"]["Idempotency-Key"]
    path = f"/{made['id']}"
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(3)])
    told = [one["id"] for one in web.scene.deliver()]
    first = web.get(f"{path}/deliveries?limit=2").json()
    rest = web.get(f"{path}/deliveries?limit=2&cursor={first['next']}").json()
    log = first["items"] + rest["items"]
    assert ({one["id"] for one in log}, rest["next"]) == (set(told), None)
    assert web.get(f"{path}/deliveries?cursor=x").status_code == 400
    assert web.post(f"{path}/deliveries/{told[0]}/redeliver").json()["status"] == "waiting"
    assert web.post(f"{path}/deliveries/{told[0]}/redeliver").status_code == 409
    assert web.post(f"{path}/deliveries/{told[0]}x/redeliver").status_code == 422
    assert web.post(f"{path}/deliveries/{UNKNOWN}/redeliver").status_code == 404
    assert (web.post(f"{path}/ping").status_code, web.post(f"{path}/ping").status_code) == (202, 409)
    assert [one["event"] for one in web.get(f"{path}/deliveries?limit=1").json()["items"]] == ["ping"]
    assert web.post(f"{path}/enable").json()["disabled_at"] is None
    for answered in (web.get(), web.get(path), web.get(f"{path}/deliveries")):
        assert answered.headers["cache-control"] == "private, no-store"
        assert made["secret"].removeprefix("whsec_") not in answered.text
        assert "e-sakip" not in answered.text
    assert web.delete(path).status_code == 204
    assert web.get().json() == {"items": [], "next": None}


def test_what_is_wrong_with_a_webhook_is_named(web: Web, donate: Any) -> None:
    donate()
    web.scene.change(standing="quarantined", listed=False)
    for name, value in {
        "url": "http://10.0.0.1/",
        "events": ["ping"],
        "organisation": 99,
        "region": "99",
        "application": "e-sakip",  # nobody may find out that it is there
        "surprise": 1,
    }.items():
        answered = web.ask("operator" if name == "organisation" else "bekasi", **{name: value})
        assert answered.status_code == 422, name
        assert answered.json()["errors"][0]["field"] == name, answered.text
    absent, hidden = (web.ask(application=slug).json()["detail"] for slug in ("tidak-ada", "e-sakip"))
    assert absent.replace("tidak-ada", "e-sakip") == hidden


def test_there_are_twenty_webhooks_of_an_organisation_at_most(web: Web) -> None:
    first = web.ask().json()
    with web.scene.database.write() as session:
        row = session.get_one(Webhook, first["id"]).model_dump(exclude={"id"})
        session.add_all(Webhook(**row) for _ in range(records.MOST - 1))
    assert web.ask().status_code == 409
    assert web.ask("operator", organisation=None).status_code == 201  # the registry's own are counted apart
    page = web.get("?limit=12").json()
    rest = web.get(f"?limit=12&cursor={page['next']}").json()
    assert [len(page["items"]), len(rest["items"]), rest["next"]] == [12, 8, None]
    assert web.delete("/1").status_code == 204
    assert web.ask().status_code == 201


def test_an_address_that_may_not_be_asked_is_refused_with_its_reason() -> None:
    for url, why in REFUSED.items():
        with pytest.raises(Invalid, match=re.escape(why)) as refused:
            places.read(url)
        assert refused.value.field == "url", url
    assert places.read("http://hook:8080/x", private=["hook:8080"]).url == "http://hook:8080/x"
    for url in ("https://hook.bekasikab.go.id/a%20b/@c?d=e&f=%2F", "https://hook.bekasikab.go.id/"):
        assert places.read(url).url == url
    assert places.read("https://HOOK.bekasikab.go.id:443").url == "https://hook.bekasikab.go.id/"
    assert places.read("https://hook.bekasikab.go.id?a=b").url == "https://hook.bekasikab.go.id/?a=b"
