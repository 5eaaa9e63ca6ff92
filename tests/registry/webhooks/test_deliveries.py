"""What happens is told, signed, until the receiver took it; and one that never takes it is left in peace."""

from typing import Any

import pytest
from sqlmodel import select, update

from livinglab.contract.webhooks import Notice
from registry.tables import Delivery, JournalRow, Webhook


def test_a_new_release_is_told_once_to_who_asked_with_a_signature_that_holds(
    scene: Any, donate: Any, make_release: Any
) -> None:
    hook = scene.webhook()
    assert scene.deliver() == []
    donate("e-sakip", make_release())
    (told,) = scene.deliver()
    (got,) = scene.receiver.got
    api = "http://127.0.0.1:8000/api/v1/applications/e-sakip"
    assert Notice.model_validate(told).model_dump(exclude={"id", "at", "serial"}) == {
        "event": "release.published",
        "application": "e-sakip",
        "region": "32.11",
        "detail": {"version": "1.0.0"},
        "links": {"application": api, "release": f"{api}/releases/1.0.0"},
    }
    assert got.is_signed_by(hook["secret"])
    assert not got.is_signed_by("whsec_" + "A" * 43 + "=")
    assert got.headers["webhook-id"] == told["id"]
    assert got.headers["content-type"] == "application/json"
    assert scene.deliver() == []  # it was taken
    (entry,) = scene.log(hook["id"])
    assert (entry["id"], entry["status"], entry["attempts"], entry["last_status"]) == (
        told["id"],
        "delivered",
        1,
        204,
    )


def test_an_application_is_told_of_at_its_first_published_release_alone(
    scene: Any, donate: Any, make_release: Any, make_block: Any
) -> None:
    scene.webhook(events=["application.published", "release.published"])
    donate("e-sakip", make_release(findings=[make_block()], snapshot_commit=None, archives=[]))
    assert scene.deliver() == []
    donate("e-sakip", make_release())
    first = {(one["event"], one["detail"]["version"]) for one in scene.deliver()}
    assert first == {("application.published", "1.0.0"), ("release.published", "1.0.0")}
    donate("e-sakip", make_release(), make_release("1.1.0"))
    assert [(one["event"], one["detail"]["version"]) for one in scene.deliver()] == [
        ("release.published", "1.1.0")
    ]
    donate("e-sakip", make_release(), make_release("1.1.0"))
    assert scene.deliver() == []


def test_a_receiver_that_fails_is_tried_seven_times_and_then_no_more(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    scene.receiver.answer = lambda _: (500, {})
    donate()
    for _ in range(9):
        scene.deliver()
        scene.hurry()
    assert len(scene.receiver.got) == 7
    assert len({got.headers["webhook-id"] for got in scene.receiver.got}) == 1
    assert len({got.body for got in scene.receiver.got}) == 1
    (entry,) = scene.log(hook["id"])
    assert (entry["status"], entry["attempts"], entry["last_status"]) == ("failed", 7, 500)
    scene.receiver.answer = lambda _: (200, {})
    again = scene.post(f"/{hook['id']}/deliveries/{entry['id']}/redeliver")
    assert (again.status_code, again.json()["status"]) == (202, "waiting")
    assert [one["id"] for one in scene.deliver()] == [entry["id"]]
    assert scene.log(hook["id"])[0]["status"] == "delivered"


def test_the_waits_between_tries_grow_and_differ(scene: Any, donate: Any) -> None:
    scene.webhook()
    scene.receiver.answer = lambda _: (503, {})
    donate()
    waits = []
    for _ in range(6):
        scene.deliver()
        with scene.database.read() as session:
            row = session.exec(select(Delivery)).one()
            waits.append((row.next_at - row.last_at).total_seconds())
        scene.hurry()
    wanted = (30, 120, 600, 3600, 21_600, 86_400)
    assert all(0.75 * want <= wait <= 1.26 * want for want, wait in zip(wanted, waits, strict=True))
    assert any(wait != want for want, wait in zip(wanted, waits, strict=True))


def test_after_ten_that_were_given_up_a_webhook_is_disabled_until_somebody_enables_it(
    scene: Any, donate: Any, make_release: Any
) -> None:
    hook = scene.webhook()
    scene.receiver.answer = lambda _: (500, {})
    donate("e-sakip", *[make_release(f"1.{number}.0") for number in range(12)])
    with scene.database.write() as session:
        session.exec(update(Webhook).values(failures=7))
    scene.deliver()
    with scene.database.write() as session:
        session.exec(update(Delivery).where(Delivery.status == "waiting").values(attempts=6))
    scene.hurry()
    scene.deliver()
    shown = scene.get(f"/{hook['id']}").json()
    assert shown["disabled_reason"] == "given-up"
    log = scene.log(hook["id"])
    assert {entry["status"] for entry in log} == {"failed"}
    donate("e-sakip", *[make_release(f"1.{number}.0") for number in range(13)])
    assert scene.deliver() == []
    assert scene.post(f"/{hook['id']}/ping").status_code == 409
    assert scene.post(f"/{hook['id']}/enable").json()["disabled_at"] is None
    scene.receiver.answer = lambda _: (200, {})
    scene.post(f"/{hook['id']}/ping")
    assert [one["event"] for one in scene.deliver()] == ["ping"]


def test_one_success_forgives_what_was_given_up_before(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    with scene.database.write() as session:
        session.exec(update(Webhook).values(failures=9))
    donate()
    scene.deliver()
    with scene.database.read() as session:
        assert session.get_one(Webhook, hook["id"]).failures == 0


def test_a_ping_reaches_its_own_webhook_whatever_it_is_subscribed_to(scene: Any) -> None:
    hook, _other = scene.webhook(), scene.webhook(events=["ping", "application.published"])
    answered = scene.post(f"/{hook['id']}/ping")
    assert (answered.status_code, answered.json()["event"]) == (202, "ping")
    assert scene.post(f"/{hook['id']}/ping").status_code == 409  # the last one waits still
    (told,) = scene.deliver()
    assert (told["id"], told["event"], told["application"]) == (answered.json()["id"], "ping", None)
    assert scene.receiver.got[0].is_signed_by(hook["secret"])


def test_a_webhook_that_was_removed_is_told_nothing_more(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    scene.receiver.answer = lambda _: (500, {})
    donate()
    scene.deliver()
    answered = scene.client.delete(f"/api/v1/webhooks/{hook['id']}", headers=scene.headers["bekasi"])
    assert answered.status_code == 204
    scene.hurry()
    assert scene.deliver() == []
    assert scene.get(f"/{hook['id']}").status_code == 404


def test_secrets_and_paths_stand_in_no_journal_no_list_and_no_log(
    scene: Any, donate: Any, caplog: pytest.LogCaptureFixture
) -> None:
    hook = scene.webhook(url=scene.receiver.url + "?key=sangat-rahasia")
    scene.receiver.answer = lambda _: (500, {})
    donate()
    scene.deliver()
    scene.post(f"/{hook['id']}/ping")
    with scene.database.read() as session:
        journalled = [row.model_dump_json() for row in session.exec(select(JournalRow))]
        (kept,) = session.exec(select(Webhook.secret))
    listed = scene.get().text + scene.get(f"/{hook['id']}").text + scene.get(f"/{hook['id']}/deliveries").text
    bare = hook["secret"].removeprefix("whsec_")
    assert scene.receiver.got[0].path == "/hook?key=sangat-rahasia"
    assert any("webhook.created" in row for row in journalled)
    for text in (*journalled, caplog.text):
        assert "sangat-rahasia" not in text
    for text in (*journalled, caplog.text, listed, kept):
        assert bare not in text
    assert '"secret"' not in listed
