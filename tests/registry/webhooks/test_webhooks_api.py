"""Webhooks over the API: who may have them, what is refused, and what their log says."""

from typing import Any

import pytest
from sqlmodel import update

from registry.tables import Organisation, OutboxRow, Webhook
from registry.webhooks import records

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
}


def test_who_may_have_webhooks_for_an_organisation(scene: Any) -> None:
    asked = {
        who: (scene.ask(who).status_code, scene.ask(who, organisation=None).status_code)
        for who in scene.headers
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
    seen = {who: scene.get("", who) for who in scene.headers}
    assert {who: answered.status_code for who, answered in seen.items()} == {
        who: {"nobody": 401, "registry": 200, "sumedang": 200, "bekasi": 200, "operator": 200}.get(who, 403)
        for who in scene.headers
    }
    counts = {who: len(seen[who].json()["items"]) for who in ("registry", "sumedang", "bekasi", "operator")}
    assert counts == {"registry": 5, "sumedang": 0, "bekasi": 3, "operator": 5}
    assert seen["bekasi"].headers["cache-control"] == "private, no-store"


def test_a_webhook_of_others_is_not_there(scene: Any) -> None:
    number = scene.webhook()["id"]
    for path in ("/ping", "/enable", f"/deliveries/{'0' * 8}-0000-0000-0000-{'0' * 12}/redeliver"):
        assert scene.post(f"/{number}{path}", "sumedang").status_code == 404
    for path in ("", "/deliveries"):
        assert scene.get(f"/{number}{path}", "sumedang").status_code == 404
    removed = scene.client.delete(f"/api/v1/webhooks/{number}", headers=scene.headers["sumedang"])
    assert removed.status_code == 404
    assert scene.get(f"/{number}").json()["id"] == number
    unverified = update(Organisation).where(Organisation.id == scene.organisations["bekasi"])
    with scene.database.write() as session:
        session.exec(unverified.values(verified_at=None))
    assert scene.get(f"/{number}").status_code == 403


def test_what_is_wrong_with_a_webhook_is_named(scene: Any, donate: Any) -> None:
    english = {**scene.headers["bekasi"], "Accept-Language": "en"}
    body = {"events": ["ping", "release.published"], "organisation": scene.organisations["bekasi"]}
    for url, why in REFUSED.items():
        answered = scene.client.post("/api/v1/webhooks", json={**body, "url": url}, headers=english)
        assert (answered.status_code, answered.json()["errors"][0]["field"]) == (422, "url"), url
        assert why in answered.json()["detail"], url
    donate()
    scene.change(standing="quarantined", listed=False)
    for field, value in {
        "events": ["ping"],
        "organisation": 99,
        "region": "99",
        "application": "e-sakip",  # nobody may find out that it is there
        "url": "x" * 2049,
        "surprise": 1,
    }.items():
        who = "operator" if field == "organisation" else "bekasi"
        answered = scene.ask(who, **{field: value})
        assert answered.status_code == 422, field
        assert answered.json()["errors"][0]["field"].startswith(field), answered.text
    unknown = scene.ask(application="tidak-ada").json()
    assert (
        unknown["detail"].replace("tidak-ada", "e-sakip") == scene.ask(application="e-sakip").json()["detail"]
    )


def test_the_same_request_sent_twice_makes_one_webhook_with_one_secret(scene: Any) -> None:
    scene.headers["bekasi"]["Idempotency-Key"] = "satu"
    made, again = scene.webhook(), scene.webhook()
    assert made == again
    del scene.headers["bekasi"]["Idempotency-Key"]
    assert len(scene.get().json()["items"]) == 1


def test_a_query_and_every_path_are_kept_and_a_port_that_the_operator_allows(scene: Any) -> None:
    for url in (
        "https://hook.bekasikab.go.id/a%20b/@c?d=e&f=%2F",
        "https://hook.bekasikab.go.id/",
        scene.receiver.url,
    ):
        assert scene.webhook(url=url)["url"] == url
    assert scene.webhook(url="https://HOOK.bekasikab.go.id:443")["url"] == "https://hook.bekasikab.go.id/"


def test_there_are_twenty_webhooks_of_an_organisation_at_most(scene: Any) -> None:
    first = scene.webhook()
    with scene.database.write() as session:
        row = session.get_one(Webhook, first["id"]).model_dump(exclude={"id"})
        session.add_all(Webhook(**row) for _ in range(records.MOST - 1))
    refused = scene.ask()
    assert refused.status_code == 409
    assert scene.ask("operator", organisation=None).status_code == 201  # the registry's own are counted apart
    page = scene.get("?limit=12").json()
    rest = scene.get(f"?limit=12&cursor={page['next']}").json()
    assert [len(page["items"]), len(rest["items"]), rest["next"]] == [12, 8, None]
    assert scene.client.delete("/api/v1/webhooks/1", headers=scene.headers["bekasi"]).status_code == 204
    assert scene.ask().status_code == 201


def test_the_log_pages_from_the_newest_and_names_no_application(
    scene: Any, donate: Any, make_release: Any
) -> None:
    number = scene.webhook()["id"]
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(3)])
    told = [one["id"] for one in scene.deliver()]
    first = scene.get(f"/{number}/deliveries?limit=2").json()
    rest = scene.get(f"/{number}/deliveries?limit=2&cursor={first['next']}").json()
    assert {one["id"] for one in first["items"] + rest["items"]} == set(told)
    with scene.database.read() as session:
        outbox = [session.get_one(OutboxRow, number).serial for number in (1, 2, 3, 4)]
    assert outbox == sorted(outbox)
    assert "e-sakip" not in scene.get(f"/{number}/deliveries").text
    assert scene.get(f"/{number}/deliveries?cursor=x").status_code == 400
    assert scene.post(f"/{number}/deliveries/{told[0]}x/redeliver").status_code == 422


@pytest.mark.parametrize("path", ["/99", "/99/deliveries"])
def test_a_webhook_that_never_was_is_not_there(scene: Any, path: str) -> None:
    assert scene.get(path).status_code == 404
