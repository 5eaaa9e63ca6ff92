"""A forge's token is taken once, however many ask at the same moment, on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from livinglab import contract
from livinglab.contract.pipelines import WorkflowRequest
from registry import clock
from registry.access import identity, memberships, organisations, people, tokens
from registry.access.callers import Role, Scope
from registry.access.organisations import Kind, VerifiedBy
from registry.access.providers import exchange, workflows
from registry.access.providers.forges import Pipeline
from registry.access.tokens import Grant
from registry.catalog import ownership, submissions
from registry.database import Database
from registry.errors import Forbidden, RegistryError, Unauthenticated
from registry.tables import Application, SpentToken, Token, TrustedWorkflow

URL = "https://git.sumedangkab.go.id/diskominfo/e-sakip.git"
SUMEDANG = "Pemerintah Kabupaten Sumedang"


def pipeline(mark: str, number: str = "4711") -> Pipeline:
    return Pipeline(
        issuer="https://gitlab.com",
        repository="diskominfo/e-sakip",
        repository_id=number,
        ref="refs/tags/v1",
        environment=None,
        spent_as=mark * 64,
        expires_at=clock.now() + timedelta(minutes=5),
    )


def of_story(session):
    application = session.exec(select(Application)).one()
    return application, ownership.of(session, application)


@pytest.fixture
def trusted(database, settings):
    """Let Sumedang trust a pipeline with e-sakip."""
    with database.write() as session:
        made = organisations.create(
            session, SUMEDANG, kind=Kind.REGION, region_code="32.11", actor="operator"
        )
        organisations.verify(session, made, by=VerifiedBy.OPERATOR, actor="operator")
        person = people.add(session, "rani@example.go.id", "Rani", actor="operator")
        person.totp_since = clock.now()
        memberships.put(session, made, person, Role.PUBLISHER, actor="operator")
        grant = Grant("rani", frozenset({Scope.PUBLISH}), person_id=person.id)
        caller = identity.by_token(session, tokens.create(session, grant, actor="operator")[1])
        request = contract.SubmissionRequest(url=URL, slug="e-sakip", publisher=SUMEDANG, region="32.11")
        submissions.submit(session, request, caller=caller)
        application, thing = of_story(session)
        request = WorkflowRequest(issuer="https://gitlab.com", repository="diskominfo/e-sakip")
        workflows.record(session, application, thing, request, caller=caller, settings=settings)


def together(database: Database, pipelines: list[Pipeline]) -> list[str | RegistryError]:
    """Exchange each over a connection of its own, as processes do, all at once."""
    start, outcomes = threading.Barrier(len(pipelines)), []

    def ask(one: Pipeline) -> None:
        own = Database(database.address)
        start.wait()
        try:
            with own.write() as session:
                outcomes.append(exchange.give(session, one, *of_story(session))[1])
        except RegistryError as error:
            outcomes.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=ask, args=[one]) for one in pipelines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_many_who_show_the_same_token_one_is_let_in(database, trusted):
    outcomes = together(database, [pipeline("a")] * 4)
    assert sum(isinstance(one, str) for one in outcomes) == 1
    assert sum(isinstance(one, Unauthenticated) for one in outcomes) == 3
    with database.read() as session:
        assert len(session.exec(select(SpentToken)).all()) == 1
        assert len(session.exec(select(Token).where(Token.workflow_id.is_not(None))).all()) == 1


def test_of_two_repositories_at_the_first_use_one_is_pinned(database, trusted):
    outcomes = together(database, [pipeline("a", "1"), pipeline("b", "2")])
    assert sorted(type(one) for one in outcomes if not isinstance(one, str)) == [Forbidden]
    with database.read() as session:
        assert session.exec(select(TrustedWorkflow)).one().repository_id in ("1", "2")
