"""Answers kept ready: as fast as bytes, and never a moment stale."""

from collections.abc import Callable

from starlette.testclient import TestClient

from registry import journal
from registry.database import Database

LIST = "/api/v1/applications"


def test_every_answer_says_which_serial_it_reflects(
    client: TestClient, database: Database, publish: Callable[..., str]
) -> None:
    publish()
    with database.read() as session:
        serial = journal.serial(session)
    for path in (
        LIST,
        f"{LIST}/e-sakip",
        f"{LIST}/e-sakip/releases",
        "/api/v1/search?q=sakip",
        "/api/v1/regions",
    ):
        assert client.get(path).headers["livinglab-serial"] == str(serial), path


def test_a_change_is_in_the_very_next_answer(client: TestClient, publish: Callable[..., str]) -> None:
    for number in range(5):
        publish(f"aplikasi-{number}")
        for _ in range(2):  # the second answer comes from memory
            assert len(client.get(LIST).json()["items"]) == number + 1


def test_the_same_answer_has_the_same_etag_and_is_not_sent_twice(
    client: TestClient, publish: Callable[..., str]
) -> None:
    publish()
    first, second = client.get(LIST), client.get(LIST)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    for etag in (first.headers["etag"], f'W/"x", {first.headers["etag"]}', "*"):
        again = client.get(LIST, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
    publish("aplikasi-lain")
    assert client.get(LIST, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_head_request_is_a_get_without_its_body(client: TestClient, publish: Callable[..., str]) -> None:
    publish()
    for _ in range(2):
        head = client.head(LIST)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(client.get(LIST).content))


def test_languages_do_not_share_an_answer(client: TestClient) -> None:
    client.get(LIST, headers={"accept-language": "en"})
    problems = {
        language: client.get(f"{LIST}/tidak-ada", headers={"accept-language": language}).json()["detail"]
        for language in ("id", "en")
    }
    assert problems["id"] != problems["en"]


def test_an_error_is_not_kept(client: TestClient, publish: Callable[..., str]) -> None:
    assert client.get(f"{LIST}/e-sakip").status_code == 404
    publish()
    assert client.get(f"{LIST}/e-sakip").status_code == 200
