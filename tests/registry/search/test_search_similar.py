"""Similar applications: what else there is of this kind."""

import json
from typing import Any

import pytest

from livinglab import contract
from registry import journal
from registry.catalog.search import Search
from registry.database import Database

Summaries = contract.Page[contract.ApplicationSummary]


@pytest.fixture
def similar(search: Search, database: Database) -> Any:
    """Give the slugs of the applications most like one, after the newest change."""

    def similar(slug: str, limit: int = 5) -> list[str]:
        with database.read() as session:
            serial = journal.serial(session)
        found = search.similar(slug, limit=limit, serial=serial)
        assert found.serial == serial
        return [item.slug for item in Summaries.model_validate_json(found.body).items]

    return similar


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize(
    ("slug", "among"),
    [
        ("e-sakip", {"esakip-semarang", "esakip-ntt", "e-sakip-bna", "kke-sakip", "wp-eval-sakip"}),
        ("slims", {"inlislite"}),
        ("opensid", {"opensid-multiple", "pantausid", "opendk", "openkab"}),
        ("spbe-index", {"api-spbe-madiun"}),
    ],
)
def test_the_most_similar_application_is_of_the_same_kind(similar: Any, slug: str, among: set[str]) -> None:
    found = similar(slug)
    assert found[0] in among
    assert slug not in found
    assert len(found) <= 5


@pytest.mark.usefixtures("catalog")
def test_an_application_that_is_not_there_is_like_none(similar: Any) -> None:
    assert similar("tidak-ada") == []


def test_an_application_alone_is_like_none(similar: Any, change: Any) -> None:
    change("sendiri", id="Satu-satunya di sini")
    assert similar("sendiri") == []


def test_a_similar_one_that_goes_is_no_longer_named(similar: Any, change: Any) -> None:
    change("satu", "dua", id="Jembatan timbang kendaraan")
    assert similar("satu") == ["dua"]
    change("dua", id="Jembatan timbang kendaraan", listed=False)
    assert similar("satu") == []


@pytest.mark.usefixtures("catalog")
def test_what_is_similar_carries_the_summary_as_it_is(search: Search, sixty: Any) -> None:
    found = json.loads(search.similar("slims", limit=1, serial=1).body)
    assert found["items"][0].keys() == contract.ApplicationSummary.model_fields.keys()
    assert found["next"] is None
