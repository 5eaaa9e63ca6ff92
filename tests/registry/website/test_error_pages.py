"""Errors as pages: in the site's language, with a way on, and only for who reads pages."""

from collections.abc import Callable

from starlette.testclient import TestClient

from registry.tables import Person

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_page_that_is_not_there_is_told_in_the_sites_language(client: TestClient) -> None:
    for language, title, way in (
        ("id", "Halaman tidak ditemukan", "Cari di katalog"),
        ("en", "Page not found", "Search the catalog"),
    ):
        other = {"id": "en", "en": "id"}[language]
        headers = {**BROWSER, "accept-language": other}  # the address decides, not the browser
        page = client.get("/nothing-here", params={"lang": language, "token": "llab_secret"}, headers=headers)
        assert page.status_code == 404
        assert page.headers["content-language"] == language
        for said in (title, way, 'action="/catalog"', f'<html lang="{language}">'):
            assert said in page.text
        assert "llab_secret" not in page.text  # what the address asked is not repeated


def test_programs_get_a_problem(client: TestClient) -> None:
    for path in ("/nothing-here", "/api/v1/nothing-here"):
        answer = client.get(path, headers={"accept": "application/json"})
        assert answer.headers["content-type"] == "application/problem+json"
    answer = client.get("/api/v1/nothing-here", headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"


def test_each_error_says_what_to_do(client: TestClient, sign_in_as: Callable[..., Person]) -> None:
    sign_in_as()
    for method, path, status, said in (
        ("GET", "/submissions?lang=en&limit=0", 422, "wrong: limit"),
        ("GET", "/submissions?lang=en&cursor=xx", 400, "Start at the first page"),
        ("DELETE", "/about?lang=en", 405, "Open the page anew"),
        ("GET", "/submissions/1?lang=en", 404, "Search the catalog"),
    ):
        page = client.request(method, path, headers=BROWSER)
        assert (page.status_code, said in page.text) == (status, True), path
        assert page.text.count("<h1>") == 1
    client.cookies.clear()
    page = client.post("/submissions/1/again?lang=en", headers=BROWSER)
    assert (page.status_code, 'class="button" href="/sign-in"' in page.text) == (401, True)


def test_other_hosts_and_sites_are_refused_with_a_page(client: TestClient) -> None:
    elsewhere = {**BROWSER, "host": "elsewhere.example"}
    page = client.get("/about?lang=en", headers=elsewhere)
    assert (page.status_code, "Misdirected request" in page.text) == (421, True)
    crossed = client.post("/submit?lang=en", headers={**BROWSER, "sec-fetch-site": "cross-site"})
    assert (crossed.status_code, "another site" in crossed.text) == (403, True)


def test_pages_answer_head_as_get_without_a_body(client: TestClient) -> None:
    for path in ("/", "/about", "/guide", "/submit", "/robots.txt", "/sitemap.xml"):
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b""), path
        assert head.headers.get("etag") == whole.headers.get("etag")
    assert client.head("/nothing-here").status_code == 404
