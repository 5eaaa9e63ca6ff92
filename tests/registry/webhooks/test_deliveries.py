"""What happens is told, signed, until the receiver took it; and one that never takes it is left in peace."""

from typing import Any

import pytest
from sqlmodel import select, update

from livinglab.contract.webhooks import Notice
from registry.errors import Conflict
from registry.tables import Delivery, JournalRow, Webhook
from registry.webhooks import records


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
    waits = []
    for _ in range(8):
        scene.deliver()
        with scene.database.read() as session:
            row = session.exec(select(Delivery)).one()
            waits.append((row.next_at - row.last_at).total_seconds())
        scene.hurry()
    wanted = (30, 120, 600, 3600, 21_600, 86_400)
    assert all(0.75 * want <= wait <= 1.26 * want for want, wait in zip(wanted, waits[:6], strict=True))
    assert any(wait != want for want, wait in zip(wanted, waits[:6], strict=True))
    assert len(scene.receiver.got) == 7
    assert len({got.headers["webhook-id"] for got in scene.receiver.got}) == 1
    assert len({got.body for got in scene.receiver.got}) == 1
    (entry,) = scene.log(hook["id"])
    assert (entry["status"], entry["attempts"], entry["last_status"]) == ("failed", 7, 500)
    scene.receiver.answer = lambda _: (200, {})
    assert scene.again(hook["id"], entry["id"])["status"] == "waiting"
    with pytest.raises(Conflict):
        scene.again(hook["id"], entry["id"])
    assert [one["id"] for one in scene.deliver()] == [entry["id"]]
    assert scene.log(hook["id"])[0]["status"] == "delivered"
    with scene.database.read() as session:
        assert session.get_one(Webhook, hook["id"]).failures == 0  # one success forgives


def test_after_ten_that_were_given_up_a_webhook_is_disabled_until_somebody_enables_it(
    scene: Any, donate: Any, make_release: Any
) -> None:
    hook = scene.webhook()
    scene.receiver.answer = lambda _: (500, {})
    donate("e-sakip", *[make_release(f"1.{number}.0") for number in range(4)])
    with scene.database.write() as session:
        session.exec(update(Webhook).values(failures=7))
    scene.deliver()
    with scene.database.write() as session:
        session.exec(update(Delivery).where(Delivery.status == "waiting").values(attempts=6))
    scene.hurry()
    scene.deliver()
    assert scene.show(hook["id"])["disabled_reason"] == "given-up"
    assert {entry["status"] for entry in scene.log(hook["id"])} == {"failed"}
    donate("e-sakip", *[make_release(f"1.{number}.0") for number in range(5)])
    assert scene.deliver() == []
    with pytest.raises(Conflict):
        scene.ping(hook["id"])
    scene.enable(hook["id"])
    assert scene.show(hook["id"])["disabled_at"] is None
    scene.receiver.answer = lambda _: (200, {})
    scene.ping(hook["id"])
    assert [one["event"] for one in scene.deliver()] == ["ping"]


def test_a_ping_reaches_its_own_webhook_whatever_it_is_subscribed_to(scene: Any) -> None:
    hook, _other = scene.webhook(), scene.webhook(events=["ping", "application.published"])
    asked = scene.ping(hook["id"])
    with pytest.raises(Conflict):
        scene.ping(hook["id"])  # the last one waits still
    (told,) = scene.deliver()
    assert (told["id"], told["event"], told["application"]) == (asked["id"], "ping", None)
    assert scene.receiver.got[0].is_signed_by(hook["secret"])


def test_a_webhook_that_was_removed_is_told_nothing_more(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    scene.receiver.answer = lambda _: (500, {})
    donate()
    scene.deliver()
    with scene.database.write() as session:
        records.remove(session, session.get_one(Webhook, hook["id"]), actor="test")
    scene.hurry()
    assert scene.deliver() == []
    with scene.database.read() as session:
        assert session.exec(select(Delivery)).all() == []


def test_secrets_and_paths_stand_in_no_journal_and_no_log(
    scene: Any, donate: Any, caplog: pytest.LogCaptureFixture
) -> None:
    hook = scene.webhook(url=scene.receiver.url + "?key=sangat-rahasia")
    scene.receiver.answer = lambda _: (500, {})
    donate()
    scene.deliver()
    scene.ping(hook["id"])
    with scene.database.read() as session:
        journalled = [row.model_dump_json() for row in session.exec(select(JournalRow))]
        (kept,) = session.exec(select(Webhook.secret))
    bare = hook["secret"].removeprefix("whsec_")
    assert scene.receiver.got[0].path == "/hook?key=sangat-rahasia"
    assert any("webhook.created" in row for row in journalled)
    for text in (*journalled, caplog.text):
        assert "sangat-rahasia" not in text
    for text in (*journalled, caplog.text, kept):
        assert bare not in text
