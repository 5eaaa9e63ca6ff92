"""Limits at the routes that they are for: what people and programs get to see."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from registry.access import passwords, people
from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

PASSWORD = "kijang-emas-di-padang-7"
EMAIL = "ani@sumedangkab.go.id"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
At = Callable[[str], TestClient]


@pytest.fixture
def at(settings: Settings, database: Database) -> Iterator[At]:
    """Give clients by their address, through a proxy that the operator named."""
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost"):

        def at(address: str) -> TestClient:
            client = TestClient(app, base_url="http://localhost", client=(address, 50_000), headers=OWN_PAGE)
            client.follow_redirects = False
            return client

        yield at


@pytest.fixture
def ani(database: Database) -> None:
    """Give a person with a password."""
    with database.write() as session:
        person = people.add(session, EMAIL, "Ani", actor="operator")
        passwords.keep_hash(session, person, passwords.make_hash(PASSWORD, email=EMAIL), actor="operator")


def sign_in(client: TestClient, password: str, email: str = EMAIL) -> int:
    """Send the form; return the status."""
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def test_guessing_passwords_ends_with_a_page_that_says_when_to_come_back(at: At) -> None:
    client = at("203.0.113.5")
    statuses = [sign_in(client, "wrong") for _ in range(11)]
    assert 429 not in statuses[:10]
    refused = client.post(
        "/sign-in", data={"email": EMAIL, "password": "wrong"}, headers={"accept": "text/html"}
    )
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 901
    assert "text/html" in refused.headers["content-type"]
    assert sign_in(client, "wrong", f"  {EMAIL.upper()} ") == 429  # however it is written
    assert sign_in(client, "wrong", "budi@sumedangkab.go.id") != 429


def test_an_attack_from_many_places_does_not_lock_the_owner_out(at: At, ani: None) -> None:
    home = at("192.0.2.1")
    assert sign_in(home, PASSWORD) == 303
    for number in range(20):
        sign_in(at(f"203.0.113.{number}"), "wrong")
    assert sign_in(at("198.51.100.1"), PASSWORD) == 429
    assert sign_in(home, PASSWORD) == 303


def test_the_right_password_is_never_too_often(at: At, ani: None) -> None:
    assert {sign_in(at("192.0.2.1"), PASSWORD) for _ in range(12)} == {303}


def test_bad_tokens_are_refused_more_and_more_and_good_ones_never(at: At, publisher_token: str) -> None:
    client = at("203.0.113.5")

    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/api/v1/submissions/1", headers=headers).status_code

    assert [ask("llab_wrong") for _ in range(61)][-2:] == [401, 429]
    assert ask(publisher_token) == 404


def test_a_token_submits_thirty_times_an_hour(at: At, publisher_token: str) -> None:
    headers = {"Authorization": f"Bearer {publisher_token}"}
    statuses = [
        at(f"203.0.113.{number}").post("/api/v1/submissions", headers=headers, json={}).status_code
        for number in range(31)
    ]
    assert statuses[-2:] == [422, 429]


def test_searching_without_pause_is_slowed_down_and_the_rest_is_not(at: At) -> None:
    client = at("203.0.113.5")
    statuses = [client.get(f"/api/v1/search?q=sakip{number}").status_code for number in range(61)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:60]
    assert client.get("/catalog?q=sakip").status_code == 429
    assert client.get("/catalog?health=good").status_code == 429
    assert client.get("/catalog").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/applications").status_code == 200
    assert at("127.0.0.1").get("/api/v1/search?q=y").status_code != 429  # a proxy hides who asks


def test_devices_do_not_begin_without_end(at: At) -> None:
    statuses = [
        at("203.0.113.5").post("/api/v1/sign-in/device", json={"name": "laptop", "scope": "read"}).status_code
        for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]
    polls = [at("203.0.113.5").post("/api/v1/sign-in/token", json={}).status_code for _ in range(121)]
    assert polls == [400] * 120 + [429]


def test_links_are_not_tried_without_end(at: At) -> None:
    statuses = [at("203.0.113.5").get(f"/sign-in/link/{number}").status_code for number in range(31)]
    assert 429 not in statuses[:30]
    assert statuses[30] == 429
