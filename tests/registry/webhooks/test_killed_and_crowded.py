"""A sender may die at any moment and nothing is lost; who is slow holds nobody else up."""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select, update

from registry.database import Database, open_database
from registry.settings import Settings
from registry.tables import Delivery, OutboxRow, Webhook
from registry.webhooks import purging, queue, spreading
from registry.webhooks.deliverer import deliver_due, delivering

FORK = multiprocessing.get_context("fork")


def deliver_elsewhere(settings: Settings) -> None:
    """Deliver in this process, with connections of its own."""
    deliver_due(open_database(settings), settings)


def until(true: Any, seconds: float = 30.0) -> None:
    """Wait until something holds; fail if it does not in time."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.01)


def count(database: Database, status: str) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).where(Delivery.status == status)).one()


def test_a_sender_killed_between_sending_and_recording_sends_again_under_the_same_id(
    scene: Any, donate: Any
) -> None:
    hook = scene.webhook()
    donate()
    sender, dead = FORK.Process(target=deliver_elsewhere, args=(scene.settings,)), threading.Event()

    def kill(_: Any) -> tuple[int, dict[str, str]]:
        os.kill(sender.pid, signal.SIGKILL)  # it was sent, and nobody has recorded that
        dead.wait(20)
        return 200, {}

    scene.receiver.answer = kill
    sender.start()
    sender.join()
    dead.set()
    assert sender.exitcode == -signal.SIGKILL
    assert scene.deliver() == []  # the lease of the dead one holds still
    scene.receiver.answer = lambda _: (200, {})
    scene.hurry()
    scene.deliver()
    ids = [got.headers["webhook-id"] for got in scene.receiver.got]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert [(one["status"], one["attempts"]) for one in scene.log(hook["id"])] == [("delivered", 1)]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_senders_killed_at_any_moment_lose_nothing(
    scene: Any, donate: Any, make_release: Any, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - chooses moments, guards nothing
    for number in range(4):
        scene.webhook(url=f"{scene.receiver.url}/{number}")
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(20)])
    kills = 0
    while count(scene.database, "delivered") < 80:
        sender, before = (
            FORK.Process(target=deliver_elsewhere, args=(scene.settings,)),
            len(scene.receiver.got),
        )
        sender.start()
        alive, wanted = sender.is_alive, before + chance.randint(1, 20)
        until(lambda alive=alive, wanted=wanted: not alive() or len(scene.receiver.got) >= wanted)
        time.sleep(chance.uniform(0.0, 0.02))
        if sender.is_alive():
            sender.kill()
            kills += 1
        sender.join()
        scene.hurry()
    taken = Counter((got.path, got.notice["detail"]["version"]) for got in scene.receiver.got)
    assert len(taken) == 80
    assert kills > 0
    by_id = Counter(got.headers["webhook-id"] for got in scene.receiver.got)
    assert len(by_id) == 80


@pytest.mark.long
def test_two_senders_at_once_send_nothing_twice(scene: Any, donate: Any, make_release: Any) -> None:
    for number in range(3):
        scene.webhook(url=f"{scene.receiver.url}/{number}")
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(4)])
    senders = [FORK.Process(target=deliver_elsewhere, args=(scene.settings,)) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [sender.exitcode for sender in senders] == [0, 0]
    ids = Counter(got.headers["webhook-id"] for got in scene.receiver.got)
    assert (len(ids), max(ids.values())) == (12, 1)
    assert count(scene.database, "delivered") == 12


def test_at_most_two_at_once_go_to_one_host_and_four_to_one_organisation(scene: Any, donate: Any) -> None:
    for number in range(3):
        scene.webhook(url=f"https://satu.go.id/{number}")
        scene.webhook(url=f"https://host{number}.go.id/")
    scene.webhook("operator", url="https://lain.go.id/")
    donate()
    with scene.database.write() as session:
        spreading.spread(session)
    rounds = []
    for _ in range(3):
        errands = []
        while True:
            with scene.database.write() as session:
                errand = queue.lease(session, scene.settings)
            if errand is None:
                break
            errands.append(errand)
        rounds.append([errand.url for errand in errands])
        for errand in errands:
            with scene.database.write() as session:
                queue.give_back(session, errand, queue.Outcome(status=200))
    first, second, third = rounds
    assert (len(first), len(second), third) == (5, 2, [])
    assert sum("satu.go.id" in url for url in first) <= 2
    assert "https://lain.go.id/" in first
    assert len({*first, *second}) == 7


def test_a_lease_that_was_taken_over_is_ended_by_a_success_alone(scene: Any, donate: Any) -> None:
    hook = scene.webhook()
    donate()
    with scene.database.write() as session:
        spreading.spread(session)
    leases = []
    for _ in range(2):
        with scene.database.write() as session:
            leases.append(queue.lease(session, scene.settings))
        scene.hurry()
    slow, second = leases
    with scene.database.write() as session:
        session.exec(update(Delivery).values(leased_until=second.until))
        queue.give_back(session, slow, queue.Outcome(error="timeout"))
    assert scene.log(hook["id"])[0]["last_error"] is None
    with scene.database.write() as session:
        queue.give_back(session, slow, queue.Outcome(status=200))
        queue.give_back(session, second, queue.Outcome(error="timeout"))
    assert scene.log(hook["id"])[0]["status"] == "delivered"


def test_a_slow_receiver_holds_up_nobody_else(scene: Any, donate: Any, make_release: Any) -> None:
    scene.webhook(url=f"{scene.receiver.url}/slow")
    with scene.database.write() as session:
        session.exec(update(Webhook).values(place="http://elsewhere"))  # one receiver plays two hosts
    fast = scene.webhook(url=f"{scene.receiver.url}/fast")
    let_go = threading.Event()

    def answer(got: Any) -> tuple[int, dict[str, str]]:
        if got.path.endswith("slow"):
            let_go.wait(20)
        return 200, {}

    scene.receiver.answer = answer
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(5)])
    with delivering(scene.database, scene.settings):
        until(lambda: {entry["status"] for entry in scene.log(fast["id"])} == {"delivered"})
        waiting = [got for got in scene.receiver.got if got.path.endswith("slow")]
        assert 1 <= len(waiting) <= 2
        assert not let_go.is_set()
        let_go.set()


def test_what_was_told_a_month_ago_is_forgotten(
    scene: Any, donate: Any, make_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 2)
    hook = scene.webhook()
    donate("e-sakip", *[make_release(f"1.{minor}.0") for minor in range(4)])  # and the application
    scene.deliver()
    purging.purge(scene.database, scene.settings)
    assert len(scene.log(hook["id"])) == 4
    with scene.database.write() as session:
        for row in session.exec(select(OutboxRow).where(OutboxRow.id <= 4)).all():
            row.fanned_at -= purging.KEPT_FOR
    purging.purge(scene.database, scene.settings)
    assert len(scene.log(hook["id"])) == 1
    with scene.database.read() as session:
        assert session.exec(select(func.count()).select_from(OutboxRow)).one() == 1
