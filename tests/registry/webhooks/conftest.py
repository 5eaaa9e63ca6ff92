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
from starlette.testclient import TestClient

from registry import clock
from registry.access import people, tokens
from registry.access.callers import Caller, RegistryRole, Role, Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, Delivery, Membership, Organisation
from registry.webhooks.deliverer import deliver_due

HERE = Path(__file__).parent
SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"
ON_POSTGRESQL = {
    "test_a_new_release_is_told_once_to_who_asked_with_a_signature_that_holds",
    "test_a_receiver_that_fails_is_tried_seven_times_and_then_no_more",
    "test_a_sender_killed_between_sending_and_recording_sends_again_under_the_same_id",
    "test_a_chore_is_done_by_one_process_when_its_time_has_come",
    "test_at_most_two_at_once_go_to_one_host_and_four_to_one_organisation",
    "test_what_was_told_a_month_ago_is_forgotten",
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
    """Who takes part: numbers of organisations, the headers with which each asks, and what happens."""

    client: TestClient
    database: Database
    settings: Settings
    receiver: Receiver
    organisations: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=lambda: {"nobody": {}})

    def ask(self, who: str = "bekasi", **body: Any) -> Any:
        """Ask for a webhook: of releases, for Bekasi, unless told otherwise."""
        values = {
            "url": self.receiver.url,
            "events": ["release.published"],
            "organisation": self.organisations["bekasi"],
        }
        return self.client.post("/api/v1/webhooks", json={**values, **body}, headers=self.headers[who])

    def webhook(self, who: str = "bekasi", **body: Any) -> Any:
        """Make a webhook and return it with its secret."""
        answered = self.ask(who, **body)
        assert answered.status_code == 201, answered.text
        return answered.json()

    def get(self, path: str = "", who: str = "bekasi") -> Any:
        return self.client.get(f"/api/v1/webhooks{path}", headers=self.headers[who])

    def post(self, path: str, who: str = "bekasi") -> Any:
        return self.client.post(f"/api/v1/webhooks{path}", headers=self.headers[who])

    def log(self, number: int) -> Any:
        """Return the log of a webhook, newest first."""
        return self.get(f"/{number}/deliveries").json()["items"]

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
def scene(database: Database, settings: Settings, client: TestClient, receiver: Receiver) -> Scene:
    """Give Sumedang and Bekasi with a manager and a publisher each, and those who run the registry."""
    made = Scene(client, database, settings, receiver)
    with database.write() as session:
        for name, full, code in (("sumedang", SUMEDANG, "32.11"), ("bekasi", BEKASI, "32.16")):
            row = Organisation(name=full, kind="region", region_code=code, created_at=clock.now())
            row.verified_at, row.verified_by = clock.now(), "operator"
            session.add(row)
            session.flush()
            made.organisations[name] = row.id or 0
        for name, grant in _grants(session, made.organisations).items():
            _, text = tokens.create(session, grant, actor="operator")
            made.headers[name] = {"Authorization": f"Bearer {text}"}
    return made


@pytest.fixture
def donate(scene: Scene, publish: Callable[..., str]) -> Callable[..., None]:
    """Give Sumedang's hand: publish an application of its own."""

    sumedang = scene.organisations["sumedang"]
    caller = Caller(actor="person:1", person_id=1, roles={sumedang: Role.PUBLISHER}, proved=True)

    def donate(slug: str = "e-sakip", *releases: Any, **more: Any) -> None:
        publish(slug, *releases, caller=caller, **more)

    return donate


def _grants(session: Any, organisations: dict[str, int]) -> dict[str, Grant]:
    every = frozenset(Scope)
    bekasi = organisations["bekasi"]
    grants = {
        "registry": Grant("registry", every),
        "machine": Grant("machine", every, organisation_id=bekasi),
        "sumedang": Grant("siti", every, person_id=_person(session, "siti", organisations["sumedang"])),
    }
    manager = _person(session, "budi", bekasi)
    grants["bekasi"] = Grant("budi", every, person_id=manager)
    grants["reading"] = Grant("reading", frozenset({Scope.READ}), person_id=manager)
    grants["limited"] = Grant("limited", every, person_id=manager, application_slug="e-sakip")
    publisher = _person(session, "wati", bekasi, role=Role.PUBLISHER)
    grants["publisher"] = Grant("wati", every, person_id=publisher)
    for role in RegistryRole:
        grants[role.value] = Grant(role.value, every, person_id=_person(session, role.value, registry=role))
    return grants


def _person(
    session: Any,
    name: str,
    organisation: int | None = None,
    *,
    role: Role = Role.MANAGER,
    registry: RegistryRole | None = None,
) -> int:
    person = people.add(session, f"{name}@bekasikab.go.id", name, actor="operator", role=registry)
    person.totp_since = clock.now()
    session.flush()
    if organisation is not None:
        session.add(
            Membership(person_id=person.id, organisation_id=organisation, role=role, since=clock.now())
        )
        session.flush()
    return person.id or 0
