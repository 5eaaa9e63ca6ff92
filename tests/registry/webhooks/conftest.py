"""Sumedang donates e-SAKIP, Bekasi wants to be told, and its receiver on loopback takes what is sent."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from livinglab.contract.webhooks import WebhookRequest
from registry import clock
from registry.access import people
from registry.access.callers import OPERATOR, Caller, Role
from registry.database import Database
from registry.keys import open_keys
from registry.settings import Settings
from registry.tables import Application, Delivery, Organisation, Webhook
from registry.webhooks import log, records
from registry.webhooks.deliverer import deliver_due

HERE = Path(__file__).parent
SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"
ON_POSTGRESQL = {
    "test_a_new_release_is_told_once_to_who_asked_with_a_signature_that_holds",
    "test_a_sender_killed_between_sending_and_recording_sends_again_under_the_same_id",
    "test_a_chore_is_done_by_one_process_when_its_time_has_come",
    "test_at_most_two_at_once_go_to_one_host_and_four_to_one_organisation",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most stories on the second database to the long run."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        if item.path.parent == HERE and parameter.startswith("postgresql") and name not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.long)


@dataclass
class Got:
    """One request as the receiver got it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def notice(self) -> Any:
        """What it says."""
        return json.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        """Check the signature as the specification has it, sharing no code with who signs."""
        key = base64.b64decode(secret.split("_", 1)[1])
        signed = b".".join(
            [self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), self.body]
        )
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{wanted}"


class Receiver(ThreadingHTTPServer):
    """Takes what is sent, notes it, and answers as `answer` says: a status, and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[Got] = []
        self.answer: Callable[[Got], tuple[int, dict[str, str]]] = lambda _: (204, {})

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.got.append(got)
        status, headers = self.server.answer(got)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give a receiver on loopback."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    """Give settings that allow the receiver, which is not public."""
    return settings.model_copy(update={"private_donors": (receiver.place,)})


@dataclass
class Scene:
    """Who takes part, and what happens. Webhooks are made by their features: their API has its own tests."""

    database: Database
    settings: Settings
    receiver: Receiver
    organisations: dict[str, int] = field(default_factory=dict)

    def caller(self, who: str) -> Caller:
        """Return a manager of an organisation, or the registry's operator."""
        if who == "operator":
            return OPERATOR
        return Caller(
            f"person:{who}", person_id=1, roles={self.organisations[who]: Role.MANAGER}, proved=True
        )

    def webhook(self, who: str = "bekasi", **body: Any) -> Any:
        """Make a webhook of releases, of the asking one's organisation, and return it with its secret."""
        values = {
            "url": self.receiver.url,
            "events": ["release.published"],
            "organisation": self.organisations.get(who),
        }
        request = WebhookRequest.model_validate({**values, **body})
        with self.database.write() as session:
            made = records.create(
                session, open_keys(self.settings), self.settings, request, caller=self.caller(who)
            )
            return {**records.show(made.webhook).model_dump(), "secret": made.secret}

    def show(self, number: int) -> Any:
        """Return a webhook as its owner reads it."""
        with self.database.read() as session:
            return records.show(session.get_one(Webhook, number)).model_dump(mode="json")

    def log(self, number: int) -> list[Any]:
        """Return the log of a webhook, newest first."""
        with self.database.read() as session:
            rows = log.page(session, session.get_one(Webhook, number), before=None, limit=100)
            return [log.show(*row).model_dump(mode="json") for row in rows]

    def ping(self, number: int) -> Any:
        with self.database.write() as session:
            return log.show(*log.ping(session, session.get_one(Webhook, number), actor="test")).model_dump()

    def again(self, number: int, delivery: str) -> Any:
        """Have a delivery made once more."""
        with self.database.write() as session:
            webhook = session.get_one(Webhook, number)
            return log.show(*log.again(session, webhook, delivery, actor="test")).model_dump()

    def enable(self, number: int) -> None:
        with self.database.write() as session:
            records.enable(session, session.get_one(Webhook, number), actor="test")

    def deliver(self) -> list[Any]:
        """Deliver what is due and return what the receiver got by that."""
        before = len(self.receiver.got)
        deliver_due(self.database, self.settings)
        return [got.notice for got in self.receiver.got[before:]]

    def hurry(self) -> None:
        """Let every waiting delivery be due now, whoever holds it."""
        with self.database.write() as session:
            session.exec(update(Delivery).values(next_at=clock.now(), leased_until=None))

    def change(self, slug: str = "e-sakip", **columns: str | bool) -> None:
        """Change an application's row."""
        with self.database.write() as session:
            session.exec(update(Application).where(Application.slug == slug).values(**columns))


@pytest.fixture
def scene(database: Database, settings: Settings, receiver: Receiver) -> Scene:
    """Give Sumedang and Bekasi, and a receiver that takes everything."""
    made = Scene(database, settings, receiver)
    with database.write() as session:
        people.add(session, "siti@sumedangkab.go.id", "Siti", actor="operator")
        for name, full, code in (("sumedang", SUMEDANG, "32.11"), ("bekasi", BEKASI, "32.16")):
            row = Organisation(name=full, kind="region", region_code=code, created_at=clock.now())
            row.verified_at, row.verified_by = clock.now(), "operator"
            session.add(row)
            session.flush()
            made.organisations[name] = row.id or 0
    return made


@pytest.fixture
def donate(scene: Scene, publish: Callable[..., str]) -> Callable[..., None]:
    """Give Sumedang's hand: publish an application of its own."""

    def donate(slug: str = "e-sakip", *releases: Any, **more: Any) -> None:
        publish(slug, *releases, caller=scene.caller("sumedang"), **more)

    return donate
