"""Regions through the API."""

import pytest
from starlette.testclient import TestClient

REGIONS = "/api/v1/regions"


def all_items(client: TestClient, **parameters: str) -> list[dict[str, object]]:
    """Return the items of all pages."""
    items: list[dict[str, object]] = []
    cursor = None
    while True:
        asked = {**parameters, "limit": "100", **({"cursor": cursor} if cursor else {})}
        page = client.get(REGIONS, params=asked).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


def test_there_are_38_provinces_and_514_regencies_and_cities(client: TestClient) -> None:
    kinds = [item["kind"] for item in all_items(client)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"province": 38, "regency": 416, "city": 98}


def test_a_region_is_found_by_part_of_its_name_and_by_its_parent(client: TestClient) -> None:
    assert [item["code"] for item in all_items(client, q="bekasi")] == ["32.16", "32.75"]
    assert [item["code"] for item in all_items(client, q="KAB bekasi")] == ["32.16"]
    assert len(all_items(client, parent="32")) == 27


def test_one_region_and_none(client: TestClient) -> None:
    assert client.get(f"{REGIONS}/32.16").json()["name"] == "Kabupaten Bekasi"
    assert client.get(f"{REGIONS}/32.99").status_code == 404
    assert client.get(f"{REGIONS}/bekasi").status_code == 422


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\0", "\\", "x" * 100])
def test_any_text_is_safe_to_search_for(client: TestClient, words: str) -> None:
    assert client.get(REGIONS, params={"q": words}).status_code == 200
