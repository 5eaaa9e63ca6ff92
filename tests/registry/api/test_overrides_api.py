"""Overrides through the API: curators alone may, and everybody can read."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.database import Database

PATH = "/api/v1/applications/e-sakip/overrides"
REASON = "Berkas .env itu hanya contoh tanpa rahasia, sudah kami periksa."


@pytest.fixture
def curator(database: Database) -> dict[str, str]:
    """Give the header of a curator."""
    with database.write() as session:
        token = tokens.create(session, Grant("kurator", frozenset({Scope.CURATE})), actor="operator")[1]
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def sent_back(publish: Callable[..., str], make_release, make_block) -> None:
    """Give e-SAKIP with one release that was sent back for its .env file."""
    assert publish("e-sakip", make_release("1.0.0", findings=[make_block()], archives=[])) == "sent_back"


def test_a_curator_overrides_and_everybody_reads_why(client: TestClient, sent_back, curator) -> None:
    asked = {"code": "env-tracked", "version": "1.0.0", "reason": REASON}
    made = client.post(PATH, json=asked, headers=curator)
    assert made.status_code == 201
    assert made.json()["actor"].startswith("token:")
    [shown] = client.get(PATH).json()["items"]
    assert (shown["code"], shown["version"], shown["reason"]) == ("env-tracked", "1.0.0", REASON)
    where = {"code": "env-tracked", "version": "1.0.0"}
    assert client.delete(PATH, params=where, headers=curator).status_code == 204
    assert client.get(PATH).json()["items"] == []
    assert client.delete(PATH, params=where, headers=curator).status_code == 404


def test_who_publishes_may_not_override(client: TestClient, sent_back, publisher_token: str) -> None:
    asked = {"code": "env-tracked", "reason": REASON}
    assert client.post(PATH, json=asked).status_code == 401
    headers = {"Authorization": f"Bearer {publisher_token}"}
    assert client.post(PATH, json=asked, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"code": "env-tracked", "reason": "sudah diperiksa"}, "reason"),
        ({"code": "env-tracked", "reason": REASON, "level": "info"}, "level"),
        ({"code": "license-file-missing", "reason": REASON}, "code"),
        ({"code": "env-traced", "reason": REASON}, "code"),
    ],
)
def test_a_bad_override_names_what_is_wrong(client: TestClient, sent_back, curator, asked, field) -> None:
    answer = client.post(PATH, json=asked, headers=curator)
    assert answer.status_code == 422
    assert field in answer.json()["errors"][0]["field"]


def test_an_override_of_nothing_that_we_know_is_not_found(client: TestClient, curator) -> None:
    answer = client.post(PATH, json={"code": "env-tracked", "reason": REASON}, headers=curator)
    assert answer.status_code == 404
