"""Submissions through the API: who may, what is refused, and that a 201 means that it is kept."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from livinglab import contract
from registry.access import tokens
from registry.access.callers import Scope
from registry.access.tokens import Grant
from registry.database import Database
from registry.tables import JournalRow

URL = "/api/v1/submissions"
REQUEST = {
    "url": "https://git.sumedangkab.go.id/diskominfo/e-sakip.git",
    "slug": "e-sakip",
    "publisher": "Pemerintah Kabupaten Sumedang",
    "region": "32.11",
}


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"authorization": f"Bearer {token}", "accept-language": "en"}


def test_a_submission_is_taken_and_can_be_followed(client: TestClient, publisher_token: str) -> None:
    made = client.post(URL, json=REQUEST, headers=bearer(publisher_token))
    assert made.status_code == 201
    followed = client.get(made.headers["location"], headers=bearer(publisher_token))
    submission = contract.Submission.model_validate(followed.json())
    assert (submission.slug, submission.status) == ("e-sakip", contract.SubmissionStatus.QUEUED)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer llab_unknown", "Basic bGxhYjp4", "Bearer \x7f"]
)
def test_nothing_is_open_to_strangers(client: TestClient, header: str | None) -> None:
    answer = client.post(URL, json=REQUEST, headers={"authorization": header} if header is not None else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert client.get(f"{URL}/1").status_code == 401


def test_a_token_without_the_scope_is_refused(client: TestClient, database: Database) -> None:
    with database.write() as session:
        reader = tokens.create(session, Grant("reader", frozenset({Scope.READ})), actor="operator")[1]
    assert client.post(URL, json=REQUEST, headers=bearer(reader)).status_code == 403


def test_another_tokens_submission_cannot_be_read(
    client: TestClient, database: Database, publisher_token: str
) -> None:
    made = client.post(URL, json=REQUEST, headers=bearer(publisher_token))
    with database.write() as session:
        other = tokens.create(session, Grant("bekasi", frozenset({Scope.PUBLISH})), actor="operator")[1]
    assert client.get(made.headers["location"], headers=bearer(other)).status_code == 403


def kept(database: Database) -> list[str]:
    """Give what the journal has, but for what the registry says of its own key meanwhile."""
    with database.read() as session:
        rows = session.exec(select(JournalRow.action).order_by(col(JournalRow.serial)))
        return [action for action in rows if not action.startswith("key.")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "file:///etc/passwd"),
        ("url", "http://git.sumedangkab.go.id/e-sakip.git"),
        ("url", "https://127.0.0.1/e-sakip.git"),
        ("url", "https://user:secret@git.sumedangkab.go.id/e-sakip.git"),
        ("url", "ext::sh -c true"),
        ("slug", "E Sakip"),
        ("slug", "-e-sakip"),
        ("publisher", "Kabupaten\u202eSumedang"),
        ("publisher", "   "),
        ("region", "99.99.99"),
        ("region", "3211"),
        ("visibility", "secret"),
        ("manifest", "x" * 70_000),
        ("unknown", "1"),
    ],
)
def test_a_bad_part_is_named_and_nothing_is_kept(
    client: TestClient, database: Database, publisher_token: str, field: str, value: str
) -> None:
    before = kept(database)
    answer = client.post(URL, json={**REQUEST, field: value}, headers=bearer(publisher_token))
    problem = contract.Problem.model_validate(answer.json())
    assert (answer.status_code, [error.field for error in problem.errors]) == (422, [field])
    assert kept(database) == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"url": NaN}', b"\xff\xfe"])
def test_a_body_that_is_no_submission_is_a_clear_error(
    client: TestClient, publisher_token: str, body: bytes
) -> None:
    headers = {**bearer(publisher_token), "content-type": "application/json"}
    answer = client.post(URL, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_over_the_limit_is_stopped(client: TestClient, publisher_token: str) -> None:
    declared = client.post(URL, content=b"x" * 300_000, headers=bearer(publisher_token))
    streamed = client.post(URL, content=(b"x" * 1000 for _ in range(300)), headers=bearer(publisher_token))
    assert (declared.status_code, streamed.status_code) == (413, 413)


def test_a_name_belongs_to_its_first_publisher(client: TestClient, publisher_token: str) -> None:
    assert client.post(URL, json=REQUEST, headers=bearer(publisher_token)).status_code == 201
    again = client.post(URL, json=REQUEST, headers=bearer(publisher_token))
    assert again.status_code == 201, "the same publisher may ask for another visit"
    other = {**REQUEST, "publisher": "Pemerintah Kabupaten Bekasi", "region": "32.16"}
    answer = client.post(URL, json=other, headers=bearer(publisher_token))
    assert (answer.status_code, "another publisher" in answer.json()["detail"]) == (409, True)


def test_a_published_application_cannot_be_moved_by_a_submission(
    client: TestClient, publish: Callable[..., str], publisher_token: str
) -> None:
    publish()
    moved = {**REQUEST, "url": "https://git.elsewhere.go.id/e-sakip.git"}
    assert client.post(URL, json=moved, headers=bearer(publisher_token)).status_code == 409
    hidden = {**REQUEST, "visibility": "agreement"}
    assert client.post(URL, json=hidden, headers=bearer(publisher_token)).status_code == 409


def test_a_village_is_accepted_by_its_code_and_its_parent(client: TestClient, publisher_token: str) -> None:
    village = {**REQUEST, "publisher": "Desa Cilayung", "region": "32.11.01.2003"}
    assert client.post(URL, json=village, headers=bearer(publisher_token)).status_code == 201
    region = client.get("/api/v1/regions/32.11.01.2003").json()
    assert (region["kind"], region["parent_code"]) == ("village", "32.11.01")
