"""A moderated catalog: Sumedang donates e-SAKIP, a curator decides, a stranger looks on."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.catalog import shelves
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings
from registry.tables import Organisation, Publisher

REASON = "Laporan masuk: rilis ini memuat kode yang mengirim data ke luar."
SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"


@dataclass
class People:
    """The headers of those who take part."""

    curator: dict[str, str]
    auditor: dict[str, str]
    owner: dict[str, str]
    stranger: dict[str, str]


@pytest.fixture
def people(database: Database) -> People:
    """Give a curator and an auditor of the registry, Sumedang's own token, and Bekasi's."""

    def header(name: str, *scopes: Scope, organisation: int | None = None) -> dict[str, str]:
        with database.write() as session:
            grant = Grant(name, frozenset(scopes), organisation_id=organisation)
            return {"Authorization": f"Bearer {tokens.create(session, grant, actor='operator')[1]}"}

    numbers = []
    with database.write() as session:
        for name, code in ((SUMEDANG, "32.11"), (BEKASI, "32.16")):
            made = Organisation(
                name=name, kind="region", region_code=code, verified_at=clock.now(), created_at=clock.now()
            )
            session.add(made)
            session.flush()
            numbers.append(made.id)
            publisher = session.exec(select(Publisher).where(Publisher.name == name)).first()
            publisher = publisher or Publisher(name=name, region_code=code)
            publisher.organisation_id = made.id
            session.add(publisher)
    return People(
        curator=header("kurator", Scope.CURATE),
        auditor=header("pemeriksa", Scope.CURATE),
        owner=header("sumedang", Scope.PUBLISH, organisation=numbers[0]),
        stranger=header("bekasi", Scope.PUBLISH, organisation=numbers[1]),
    )


Decide = Callable[..., int]


@pytest.fixture
def decide(client: TestClient, people: People) -> Decide:
    """Give a curator's hand: decide and get the status."""

    def decide(decision: str, slug: str = "e-sakip", *, reason: str = REASON) -> int:
        path = f"/api/v1/moderation/applications/{slug}"
        answer = client.post(path, json={"decision": decision, "reason": reason}, headers=people.curator)
        return answer.status_code

    return decide


@pytest.fixture
def carry_out(database: Database, settings: Settings) -> Callable[[], bool]:
    """Give what moves the files that wait."""
    return lambda: shelves.carry_out(database, open_store(settings))


@pytest.fixture
def reason() -> str:
    """Give a reason that says enough."""
    return REASON
