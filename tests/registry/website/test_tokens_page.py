"""The page of one's own tokens: made once, shown once, ended at once."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from registry.access import token_requests, tokens
from registry.access.tokens import Grant
from registry.database import Database
from registry.tables import Person

HERE = "/account/tokens"


@pytest.fixture
def siti(sign_in_as: Callable[..., Person]) -> Person:
    """Sign Siti in, who is in no organisation yet."""
    return sign_in_as()


def make(client: TestClient, **fields: object):
    body = {"name": "CI", "days": "30", **fields}
    return client.post(HERE, data=body)


def test_a_token_is_shown_once_and_then_only_its_name(client, siti) -> None:
    made = make(client, name="CI e-SAKIP", application="e-sakip", region="32.11")
    assert made.headers["cache-control"] == "private, no-store"
    (text,) = re.findall(r"<code>(llab_[0-9A-Za-z]{49})<", made.text)
    account = client.get("/api/v1/account", headers={"Authorization": f"Bearer {text}"}).json()
    assert account["token"]["application"] == "e-sakip"
    assert account["token"]["region"] == "32.11"
    listed = client.get(HERE, params={"lang": "en"}).text
    assert "CI e-SAKIP" in listed
    assert "e-sakip, 32.11" in listed
    assert text not in listed


def test_a_revoked_token_is_gone_from_the_page_and_of_no_use(client, siti) -> None:
    (text,) = re.findall(r"<code>(llab_[0-9A-Za-z]{49})<", make(client).text)
    bearer = {"Authorization": f"Bearer {text}"}
    number = client.get("/api/v1/account", headers=bearer).json()["token"]["id"]
    shown = client.post(f"{HERE}/{number}/revoke").text
    assert "Belum ada token yang berlaku" in shown
    assert client.get("/api/v1/account", headers=bearer).status_code == 401


def test_a_wrong_wish_makes_nothing_and_keeps_what_was_written(client, siti) -> None:
    for fields, status in (
        ({"name": " \x1b "}, 422),
        ({"days": "0"}, 422),
        ({"days": "366"}, 422),
        ({"days": "-1"}, 422),
        ({"days": "٣"}, 422),
        ({"region": "99"}, 422),
        ({"region": "' OR 1=1"}, 422),
        ({"application": "../x"}, 422),
        ({"scope": ["everything"]}, 422),
        ({"scope": ["publish"]}, 403),
        ({"scope": ["record"]}, 403),
        ({"scope": ["curate"]}, 403),
        ({"organisation": "1"}, 403),
    ):
        answered = make(client, **{"application": "e-sakip", **fields})
        assert answered.status_code == status, fields
        assert "llab_" not in answered.text
        assert 'role="alert"' in answered.text
    assert 'value="e-sakip"' in make(client, application="e-sakip", days="0").text
    assert "Belum ada token yang berlaku" in client.get(HERE).text


def test_nobody_revokes_anothers_token(client, database: Database, siti) -> None:
    with database.write() as session:
        foreign, _ = tokens.create(session, Grant("theirs", frozenset()), actor="operator")
    assert client.post(f"{HERE}/{foreign.id}/revoke").status_code == 404
    with database.read() as session:
        assert tokens.get(session, foreign.id or 0).revoked_at is None


def test_a_person_has_so_many_tokens_and_no_more(client, siti, monkeypatch) -> None:
    monkeypatch.setattr(token_requests, "MOST", 2)
    assert [make(client).status_code for _ in range(3)] == [200, 200, 409]


def test_who_is_not_signed_in_makes_no_token_and_a_bearer_is_nobody_here(client, publisher_token) -> None:
    bearer = {"Authorization": f"Bearer {publisher_token}"}
    assert client.post(HERE, data={"name": "CI", "days": "1"}, headers=bearer).status_code == 401
    assert client.get(HERE, headers=bearer, follow_redirects=False).status_code == 303
