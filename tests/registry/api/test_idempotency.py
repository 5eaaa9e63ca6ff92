"""Idempotency-Key: a write that is sent again is answered again, and done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry import clock
from registry.access import answered
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings
from registry.tables import AnsweredRequest, Submission

SUBMISSIONS = "/api/v1/submissions"
BODY = {"url": "https://git.example.go.id/a/e-surat.git", "slug": "e-surat", "publisher": "Kota Banjar"}
KEY = "5b9c1c8e-0b0d-4a3c-9d55-0b1f8d6f7a10"


class Dropping:
    """A connection that breaks when the answer is about to be sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def lost(message: Message) -> None:
            raise ConnectionResetError

        await self.app(scope, receive, lost if scope["type"] == "http" else send)


@pytest.fixture
def headers(publisher_token: str) -> dict[str, str]:
    """Give the headers of somebody who submits, with a key."""
    return {"authorization": f"Bearer {publisher_token}", "idempotency-key": KEY, "accept-language": "en"}


def submitted(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(Submission)).one()


def running(settings: Settings, *, around: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> TestClient:
    return TestClient(
        around(create_app(settings)), base_url="http://localhost", raise_server_exceptions=False
    )


def test_an_answer_that_was_lost_is_given_again_after_a_restart(
    database: Database, settings: Settings, headers: dict[str, str]
) -> None:
    with running(settings, around=Dropping) as client:
        client.post(SUBMISSIONS, json=BODY, headers=headers)
    assert submitted(database) == 1  # the answer was lost after the commit
    with running(settings) as client:
        first, second = (client.post(SUBMISSIONS, json=BODY, headers=headers) for _ in range(2))
    assert submitted(database) == 1
    assert (first.status_code, first.json()["slug"]) == (201, "e-surat")
    assert first.headers["location"] == f"{SUBMISSIONS}/{first.json()['id']}"
    assert first.headers["idempotency-replayed"] == "true"
    assert (first.content, first.headers["content-type"]) == (second.content, "application/json")


def test_the_first_answer_is_no_replay_and_is_sent_as_without_a_key(
    client: TestClient, headers: dict[str, str]
) -> None:
    first = client.post(SUBMISSIONS, json=BODY, headers=headers)
    plain = client.post(
        SUBMISSIONS,
        json={**BODY, "slug": "e-lain"},
        headers={name: value for name, value in headers.items() if name != "idempotency-key"},
    )
    assert "idempotency-replayed" not in first.headers
    assert set(first.headers) == set(plain.headers)
    assert list(first.json()) == list(plain.json())


def test_eight_at_the_same_moment_count_once(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(client.post, SUBMISSIONS, json=BODY, headers=headers) for _ in range(8)]
        said = [one.result() for one in asked]
    assert submitted(database) == 1
    assert {(one.status_code, one.content) for one in said} == {(201, said[0].content)}
    assert sum("idempotency-replayed" in one.headers for one in said) == 7


def test_a_key_is_for_one_request_of_one_caller(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    client.post(SUBMISSIONS, json=BODY, headers=headers)
    other = client.post(SUBMISSIONS, json={**BODY, "slug": "e-lain"}, headers=headers)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    elsewhere = client.post("/api/v1/applications/e-surat/visits", headers=headers)
    assert "idempotency-replayed" not in elsewhere.headers
    with database.read() as session:
        assert len(session.exec(select(AnsweredRequest)).all()) == 1 + (elsewhere.status_code == 202)


def test_an_error_is_not_kept(client: TestClient, database: Database, headers: dict[str, str]) -> None:
    override = "/api/v1/applications/e-surat/visits"
    assert client.post(override, headers=headers).status_code == 404
    client.post(SUBMISSIONS, json=BODY, headers={**headers, "idempotency-key": "another"})
    assert client.post(override, headers=headers).status_code == 202


def test_nobody_reads_keys_or_answers_from_the_database(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    client.post(SUBMISSIONS, json=BODY, headers=headers)
    with database.read() as session:
        row = session.exec(select(AnsweredRequest)).one()
    assert not any(part in str(row.model_dump()) for part in (KEY, "e-surat", "git.example"))


def test_answers_are_kept_for_two_days(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    def age(by: timedelta) -> None:
        with database.write() as session:
            row = session.exec(select(AnsweredRequest)).one()
            row.created_at = clock.now() - by
            session.add(row)

    client.post(SUBMISSIONS, json=BODY, headers=headers)
    age(answered.KEPT_FOR - timedelta(minutes=1))
    with database.write() as session:
        assert answered.purge(session) == 0
    assert "idempotency-replayed" in client.post(SUBMISSIONS, json=BODY, headers=headers).headers
    age(answered.KEPT_FOR + timedelta(minutes=1))
    assert "idempotency-replayed" not in client.post(SUBMISSIONS, json=BODY, headers=headers).headers
    age(answered.KEPT_FOR + timedelta(minutes=1))
    with database.write() as session:
        assert answered.purge(session) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "caf\u00e9"], ids=["empty", "long", "space", "letter"])
def test_a_key_that_is_none_is_refused_by_name(client: TestClient, headers: dict[str, str], key: str) -> None:
    wrong: dict[str, Any] = {**headers, "idempotency-key": key.encode("latin-1")}
    refused = client.post(SUBMISSIONS, json=BODY, headers=wrong)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
