"""Facets, filters and pages: the parts add up to the whole."""

from collections import Counter
from typing import Any

import pytest

from registry.catalog.search import cursors

FACETS = ["category", "region", "license", "publisher", "development_status"]


@pytest.mark.parametrize("words", ["", "sakip", "sistem informasi", "desa", "puskesms"])
@pytest.mark.parametrize("facet", FACETS)
def test_each_facets_count_is_what_its_filter_leaves(ask_sixty: Any, words: str, facet: str) -> None:
    whole = ask_sixty(words, facets=True)
    values = whole.facets[facet]
    assert values
    for value in values:
        assert ask_sixty(words, **{facet: value.value}).total == value.count


def test_facets_count_what_the_hits_say(ask_sixty: Any) -> None:
    found = ask_sixty("", limit=100, facets=True)
    licenses = Counter(hit.license for hit in found.items if hit.license)
    assert {value.value: value.count for value in found.facets["license"]} == licenses
    counts = [value.count for value in found.facets["category"]]
    assert counts == sorted(counts, reverse=True)


def test_facets_narrow_with_the_filters(ask_sixty: Any) -> None:
    found = ask_sixty("", region="32", license="MIT", facets=True)
    assert {hit.license for hit in found.items} == {"MIT"}
    assert [(value.value, value.count) for value in found.facets["license"]] == [("MIT", found.total)]


def test_a_province_takes_in_its_regencies(ask_sixty: Any) -> None:
    found = ask_sixty("", region="32", limit=100)
    codes = {hit.publisher.region.code for hit in found.items}
    assert {"32", "32.11", "32.71"} <= codes
    assert all(code.split(".")[0] == "32" for code in codes)
    assert ask_sixty("", region="32.11").total == 2


def test_the_donors_province_is_searchable_by_name(ask_sixty: Any) -> None:
    assert {hit.slug for hit in ask_sixty("jawa barat", limit=100).items} >= {
        "simpeg",
        "e-absen",
        "sapawarga",
    }


@pytest.mark.parametrize("words", ["", "sistem informasi", "sakip", "kota bandung"])
@pytest.mark.parametrize("limit", [1, 3, 25])
def test_the_pages_together_are_the_whole(ask_sixty: Any, words: str, limit: int) -> None:
    whole = [hit.slug for hit in ask_sixty(words, limit=100).items]
    pages, cursor = [], None
    while True:
        page = ask_sixty(words, limit=limit, cursor=cursor)
        assert page.total == len(whole)
        pages += [hit.slug for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert pages == whole
    assert len(set(pages)) == len(pages)


def test_facets_are_counted_when_asked_for(ask_sixty: Any) -> None:
    first = ask_sixty("sakip", limit=2)
    assert first.facets == {}
    following = ask_sixty("sakip", limit=2, cursor=first.next, facets=True)
    assert following.facets == ask_sixty("sakip", facets=True).facets
    assert set(FACETS) < following.facets.keys()


def test_without_words_everything_is_found(ask_sixty: Any, sixty: list[dict[str, Any]]) -> None:
    assert {hit.slug for hit in ask_sixty("", limit=100).items} == {facts["slug"] for facts in sixty}


@pytest.mark.parametrize("deepest", [200, pytest.param(cursors.DEEPEST, marks=pytest.mark.long)])
def test_paging_ends_after_so_many_hits(
    find: Any, change: Any, deepest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursors, "DEEPEST", deepest)
    change(*(f"aplikasi-{number:04}" for number in range(deepest + 30)), id="Banyak")
    seen, cursor = 0, None
    while page := find("banyak", limit=100, cursor=cursor):
        seen, cursor = seen + len(page.items), page.next
        if cursor is None:
            break
    assert (seen, page.total) == (deepest, deepest + 30)
