"""What stands before every route: the Host, requests from other sites, and the headers of every answer."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from registry.app import create_app
from registry.database import Database
from registry.settings import Settings

PUBLIC = "https://katalog.sumedangkab.go.id"
EVERY = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "strict-transport-security",
}
FORM = {"content-type": "application/x-www-form-urlencoded"}


# Nothing here depends on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def browser(settings: Settings, database: Database) -> Iterator[TestClient]:
    """Give a client of a registry with a public address of its own, which says nothing by itself."""
    public = settings.model_validate({**settings.model_dump(), "public_url": PUBLIC})
    with TestClient(create_app(public), base_url=PUBLIC, raise_server_exceptions=False) as browser:
        yield browser


def test_the_registry_answers_to_its_own_names(browser: TestClient) -> None:
    for host in (
        "katalog.sumedangkab.go.id",
        "KATALOG.sumedangkab.go.id:443",
        "127.0.0.1:8123",
        "[::1]:8000",
    ):
        assert browser.get("/", headers={"host": host}).status_code == 200, host


def test_another_host_is_refused_whatever_is_asked(browser: TestClient) -> None:
    paths = ("/", "/api/v1/applications", "/static/page.css", "/nothing")
    hosts = (
        "evil.example",
        "katalog.sumedangkab.go.id.evil.example",
        "evil.example:80",
        "",
        "[",
        "a@b",
        "x" * 400,
    )
    for host, path in itertools.product(hosts, paths):
        answer = browser.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert "LIVINGLAB_PUBLIC_URL" in answer.text
        assert "evil" not in answer.text


def test_two_hosts_are_one_too_many(browser: TestClient) -> None:
    twice = [("host", "katalog.sumedangkab.go.id"), ("host", "evil.example")]
    assert browser.get("/", headers=twice).status_code == 421


def test_a_change_that_another_site_sends_is_refused(browser: TestClient) -> None:
    others: list[dict[str, str]] = [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": PUBLIC},
        {"sec-fetch-site": "cross-site", "authorization": "Bearer x", "cookie": "a=b"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://katalog.sumedangkab.go.id"},
        {"origin": PUBLIC + ".evil.example"},
        {"cookie": "session=x"},
    ]
    for method, headers in itertools.product(("POST", "PUT", "PATCH", "DELETE"), others):
        answer = browser.request(method, "/api/v1/submissions", headers=headers | FORM)
        assert answer.status_code == 403, (method, headers)
        assert "situs lain" in answer.text


def test_our_own_pages_and_programs_get_through(browser: TestClient) -> None:
    ours: list[dict[str, str]] = [
        {"sec-fetch-site": "same-origin", "cookie": "session=x"},
        {"sec-fetch-site": "none", "cookie": "session=x"},
        {"origin": PUBLIC, "cookie": "session=x"},
        {"origin": "https://evil.example", "authorization": "Bearer x"},
        {},
    ]
    for headers in ours:
        assert browser.post("/api/v1/submissions", headers=headers).status_code == 401, headers


def test_another_sites_link_to_us_still_opens(browser: TestClient) -> None:
    assert (
        browser.get("/", headers={"sec-fetch-site": "cross-site", "cookie": "session=x"}).status_code == 200
    )


def test_a_neighbour_on_this_machine_is_another_site(client: TestClient) -> None:
    client.headers.pop("sec-fetch-site")
    answers = [
        client.post(
            "/api/v1/submissions", headers={"origin": f"http://localhost{port}", "host": "localhost:8000"}
        )
        for port in (":9000", ":8000")
    ]
    assert [answer.status_code for answer in answers] == [403, 401]


def test_every_answer_carries_the_security_headers(browser: TestClient) -> None:
    asked = [
        browser.get("/"),
        browser.get("/docs"),
        browser.get("/nothing", headers={"accept": "text/html"}),
        browser.get("/static/page.css"),
        browser.get("/static/nothing"),
        browser.get("/api/v1/applications"),
        browser.get("/api/v1/applications"),  # from memory
        browser.get("/api/v1/openapi.json"),
        browser.get("/archives/00/" + "0" * 64 + ".bundle"),
        browser.post("/api/v1/submissions", content=b"x" * 300_000),
        browser.get("/", headers={"host": "evil.example"}),
        browser.delete("/"),
        browser.options("/api/v1/applications"),
    ]
    for answer in asked:
        assert set(answer.headers) >= EVERY, (answer.request.url, answer.status_code)
        assert len(answer.headers.get_list("content-security-policy")) == 1
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"


def test_an_unforeseen_error_carries_them_too(browser: TestClient, database: Database) -> None:
    browser.app.app.app.app.app.state.store = None  # type: ignore[attr-defined]  # through the four layers before it
    answer = browser.get("/archives/applications/e-sakip.json")
    assert answer.status_code == 500
    assert set(answer.headers) >= EVERY


def test_http_is_not_promised_https(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/").headers


def test_others_front_ends_may_read_what_is_public_and_nothing_else(browser: TestClient) -> None:
    def shared(answer: object) -> bool:
        return "access-control-allow-origin" in answer.headers  # type: ignore[attr-defined]  # httpx2's, untyped here

    assert shared(browser.get("/api/v1/applications"))
    assert shared(browser.get("/archives/applications/e-sakip.json"))
    assert not shared(browser.get("/"))
    assert not shared(browser.get("/static/page.css"))
    assert not shared(browser.get("/api/v1/applications", headers={"authorization": "Bearer x"}))
    assert not shared(browser.get("/api/v1/applications", headers={"cookie": "session=x"}))
    assert not shared(browser.options("/api/v1/applications"))
    assert not shared(browser.post("/api/v1/submissions"))
    assert "access-control-allow-credentials" not in browser.get("/api/v1/applications").headers


def test_no_answer_is_built_from_the_host(browser: TestClient, publish: Callable[..., str]) -> None:
    publish()
    paths = (
        "/",
        "/docs",
        "/docs/",
        "/applications/e-sakip",
        "/api/v1/applications/e-sakip",
        "/api/v1/openapi.json",
    )
    for path in paths:
        answer = browser.get(path, headers={"host": "127.0.0.1:5432"}, follow_redirects=False)
        assert "5432" not in answer.text + str(answer.headers), path


def test_the_provider_may_be_the_end_of_a_form(settings: Settings, database: Database) -> None:
    given = {**settings.model_dump(), "oidc_issuer": "https://sso.sumedangkab.go.id/realms/asn"}
    with TestClient(create_app(Settings.model_validate(given)), base_url="http://localhost") as browser:
        policy = browser.get("/").headers["content-security-policy"]
    assert policy.endswith("form-action 'self' https://sso.sumedangkab.go.id")
