"""A moderated catalog: Sumedang donates e-SAKIP, a curator decides, a stranger looks on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from registry import clock
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.catalog import publication, shelves
from registry.catalog.found import ReleaseFound, VisitOutcome
from registry.catalog.store import open_store
from registry.database import Database
from registry.settings import Settings
from registry.tables import Application, Organisation, Publisher, Source, Submission

HERE = Path(__file__).parent
ON_POSTGRESQL = {
    "test_quarantine_hides_on_every_face_and_lifting_brings_all_back",
    "test_each_decision_leaves_one_row_with_its_reason",
    "test_two_decisions_at_one_moment_see_each_other",
    "test_a_near_identical_name_waits_for_a_curator",
}
REASON = "Laporan masuk: rilis ini memuat kode yang mengirim data ke luar."
SUMEDANG, BEKASI = "Pemerintah Kabupaten Sumedang", "Pemerintah Kabupaten Bekasi"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most stories on the second database to the long run."""
    for item in items:
        name, _, parameter = item.name.partition("[")
        if item.path.parent == HERE and parameter.startswith("postgresql") and name not in ON_POSTGRESQL:
            item.add_marker(pytest.mark.long)


@dataclass
class People:
    """The headers of those who take part."""

    curator: dict[str, str]
    auditor: dict[str, str]
    owner: dict[str, str]
    stranger: dict[str, str]


@pytest.fixture
def sakip(publish: Callable[..., str]) -> None:
    """Publish e-SAKIP, before anybody speaks for Sumedang but the operator."""
    publish()


@pytest.fixture
def people(database: Database, sakip: None) -> People:
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
def visit(database: Database) -> Callable[..., str]:
    """Give a worker's hand: take a source's submissions along and record what was found."""

    def visit(slug: str, *releases: ReleaseFound) -> str:
        with database.write() as session:
            queued = select(Submission).where(Submission.slug == slug, Submission.status == "queued")
            for submission in session.exec(queued).all():
                submission.status = "visiting"
            source = session.exec(select(Source).join(Application).where(Application.slug == slug)).one()
            outcome = VisitOutcome(list(releases), [one.version for one in releases])
            return publication.record(session, source.id, outcome, actor="worker:test")

    return visit


@pytest.fixture
def reason() -> str:
    """Give a reason that says enough."""
    return REASON
