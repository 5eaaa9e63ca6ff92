"""Applications through the API: lists, one application, its releases and checks."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from livinglab import contract

API = "/api/v1"


def test_an_empty_catalog_is_an_empty_page(client: TestClient) -> None:
    answer = client.get(f"{API}/applications")
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next": None}


def test_a_published_application_is_listed_with_its_donor(
    client: TestClient, publish: Callable[..., str]
) -> None:
    assert publish() == "published"
    page = contract.Page[contract.ApplicationSummary].model_validate(client.get(f"{API}/applications").json())
    [listed] = page.items
    assert listed.slug == "e-sakip"
    assert listed.publisher.region == contract.RegionBrief(code="32.11", name="Kabupaten Sumedang")
    assert listed.latest_version == "1.0.0"


def test_a_submitted_application_is_not_shown_before_it_is_published(
    client: TestClient, submit: Callable[..., int]
) -> None:
    submit()
    assert client.get(f"{API}/applications").json()["items"] == []
    assert client.get(f"{API}/applications/e-sakip").status_code == 404


def test_pages_together_are_the_whole_list_in_order(client: TestClient, publish: Callable[..., str]) -> None:
    slugs = sorted(f"aplikasi-{number}" for number in range(7))
    for slug in slugs:
        publish(slug)
    seen, cursor = [], None
    while True:
        page = client.get(
            f"{API}/applications", params={"limit": 3, **({"cursor": cursor} if cursor else {})}
        ).json()
        assert len(page["items"]) <= 3
        seen += [item["slug"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == slugs


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("category", "data-analytics", True),
        ("category", "blog", False),
        ("region", "32.11", True),
        ("region", "32", True),
        ("region", "33", False),
        ("license", "EUPL-1.2", True),
        ("license", "MIT", False),
        ("publisher", "Pemerintah Kabupaten Sumedang", True),
        ("publisher", "Pemerintah Kabupaten Bekasi", False),
    ],
)
def test_the_list_is_narrowed_by_each_filter(
    client: TestClient, publish: Callable[..., str], name: str, value: str, found: bool
) -> None:
    publish()
    items = client.get(f"{API}/applications", params={name: value}).json()["items"]
    assert bool(items) is found


@pytest.mark.parametrize("cursor", ["x", "%00", "bm90IGpzb24", "e30", "WzFd", "IlwwMDAwIg", "=" * 400])
def test_a_cursor_that_we_did_not_give_is_refused_with_the_way_out(client: TestClient, cursor: str) -> None:
    answer = client.get(f"{API}/applications", params={"cursor": cursor}, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "first page" in contract.Problem.model_validate(answer.json()).detail


@pytest.mark.parametrize("limit", ["0", "101", "-1", "viele"])
def test_an_impossible_limit_names_the_field(client: TestClient, limit: str) -> None:
    problem = client.get(f"{API}/applications", params={"limit": limit})
    assert problem.status_code == 422
    assert problem.json()["errors"][0]["field"] == "limit"


def test_one_application_has_everything_that_its_page_needs(
    client: TestClient, publish: Callable[..., str]
) -> None:
    publish()
    shown = contract.Application.model_validate(client.get(f"{API}/applications/e-sakip").json())
    assert shown.descriptions["id"].features == ["Perjanjian kinerja", "Indikator kinerja utama"]
    assert [one.version for one in shown.releases] == ["1.0.0"]
    assert shown.donor_reachable is True


def test_an_unknown_application_says_where_to_search_in_the_readers_language(client: TestClient) -> None:
    for language, words in (("id", "Tidak ada aplikasi"), ("en-GB,en;q=0.9", "no application called")):
        answer = client.get(f"{API}/applications/e-sakop", headers={"accept-language": language})
        assert answer.status_code == 404
        assert words in answer.json()["detail"]


def test_releases_are_listed_newest_version_first_and_latest_is_the_newest_published(
    client: TestClient,
    publish: Callable[..., str],
    make_release: Callable[..., object],
    make_block: Callable[..., object],
) -> None:
    publish(
        "e-sakip",
        make_release("1.0.0"),
        make_release("1.1.0"),
        make_release("2.0.0", findings=[make_block()]),
    )
    versions = [
        item["version"] for item in client.get(f"{API}/applications/e-sakip/releases").json()["items"]
    ]
    assert versions == ["2.0.0", "1.1.0", "1.0.0"]
    latest = contract.Release.model_validate(client.get(f"{API}/applications/e-sakip/releases/latest").json())
    assert latest.version == "1.1.0"
    assert client.get(f"{API}/applications/e-sakip/releases/9.9.9").status_code == 404


def test_the_checks_of_a_release_that_was_sent_back_can_be_read(
    client: TestClient,
    publish: Callable[..., str],
    make_release: Callable[..., object],
    make_block: Callable[..., object],
) -> None:
    assert (
        publish("e-sakip", make_release("1.0.0"), make_release("1.1.0", findings=[make_block()]))
        == "sent_back"
    )
    page = client.get(f"{API}/applications/e-sakip/releases/1.1.0/checks").json()
    assert [item["code"] for item in page["items"]] == ["env-tracked"]
    assert page["items"][0]["mend"] == {"id": "Hapus berkas itu.", "en": "Remove that file."}
    assert client.get(f"{API}/applications/e-sakip/releases/1.0.0/checks").json()["items"] == []


def test_the_openapi_document_names_every_route_with_its_answers(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path} has no sentence"
            assert "422" in operation["responses"] or "400" in operation["responses"], f"{method} {path}"
    assert "Problem" in document["components"]["schemas"]


def test_a_search_finds_counts_and_narrows(client: TestClient, publish: Callable[..., str]) -> None:
    publish()
    publish("aplikasi-lain")
    answer = contract.SearchAnswer.model_validate(
        client.get(f"{API}/search", params={"q": "akuntabilitas kinerja", "facets": "true"}).json()
    )
    assert {hit.slug for hit in answer.items} == {"e-sakip", "aplikasi-lain"}
    assert {value.value: value.count for value in answer.facets["license"]} == {"EUPL-1.2": 2}
    for name, value, total in (
        ("development_status", "stable", 2),
        ("development_status", "beta", 0),
        ("region", "33", 0),
    ):
        narrowed = client.get(f"{API}/search", params={"q": "kinerja", name: value}).json()
        assert narrowed["total"] == total


@pytest.mark.parametrize(
    "words", ["e-sakip", '"', "*", "\0", "AND OR NOT", "secret:x", "(((", "\u202e", "x" * 9000, " "]
)
def test_any_text_may_be_searched_for(client: TestClient, publish: Callable[..., str], words: str) -> None:
    publish()
    answer = client.get(f"{API}/search", params={"q": words})
    assert answer.status_code == 200
    contract.SearchAnswer.model_validate(answer.json())


def test_what_is_withheld_is_found_and_claims_no_licence(
    client: TestClient, publish: Callable[..., str], make_unlicensed: Callable[..., object]
) -> None:
    assert publish("e-sakip", make_unlicensed()) == "sent_back"
    [listed] = client.get(f"{API}/applications").json()["items"]
    assert (listed["latest_version"], listed["license"]) == (None, None)
    answer = client.get(f"{API}/search", params={"q": "kinerja", "facets": "true"}).json()
    assert [hit["slug"] for hit in answer["items"]] == ["e-sakip"]
    assert answer["facets"]["license"] == []
    assert client.get(f"{API}/search", params={"q": "kinerja", "license": "EUPL-1.2"}).json()["total"] == 0
    release = client.get(f"{API}/applications/e-sakip/releases/1.0.0").json()
    assert (release["status"], release["archives"]) == ("withheld", [])
    assert release["license"]["declared"] == "EUPL-1.2"
    latest = client.get(f"{API}/applications/e-sakip/releases/latest", headers={"accept-language": "en"})
    assert (latest.status_code, "may be fetched now" in latest.json()["detail"]) == (404, True)


def test_a_withheld_application_leaves_search_when_it_is_sent_back(
    client: TestClient,
    publish: Callable[..., str],
    make_unlicensed: Callable[..., object],
    make_release: Callable[..., object],
    make_block: Callable[..., object],
) -> None:
    publish("e-sakip", make_unlicensed())
    assert client.get(f"{API}/search", params={"q": "kinerja"}).json()["total"] == 1
    publish("e-sakip", make_release("1.0.0", findings=[make_block()], archives=[]))
    assert client.get(f"{API}/search", params={"q": "kinerja"}).json()["total"] == 0
    assert client.get(f"{API}/applications/e-sakip").status_code == 404
