"""What people type finds what they mean."""

from collections.abc import Sequence
from typing import Any

import pytest

from livinglab import contract

Typed = dict[str, dict[str, Any]]


def test_each_of_the_queries_has_its_application_first(ask_sixty: Any, typed: Typed) -> None:
    assert len(typed["first"]) >= 40
    wrong = {
        words: (found.items[0].slug if found.items else None, expected)
        for words, expected in typed["first"].items()
        if not (found := ask_sixty(words)).items or found.items[0].slug != expected
    }
    assert wrong == {}


def test_a_mistyped_word_still_finds_and_a_better_spelling_is_offered(ask_sixty: Any, typed: Typed) -> None:
    found = {words: ask_sixty(words) for words in typed["mistyped"]}
    got = {words: [answer.items[0].slug, answer.suggestion] for words, answer in found.items()}
    assert got == typed["mistyped"]


@pytest.mark.parametrize("other", ["esakip", "e sakip", "E-Sakip", "e‑sakip", "E  SAKIP"])
def test_the_spellings_of_e_sakip_are_one_query(ask_sixty: Any, other: str) -> None:
    assert ask_sixty(other).items == ask_sixty("e-sakip").items


def test_correctly_spelled_words_bring_no_suggestion(ask_sixty: Any, sixty: Sequence[dict[str, Any]]) -> None:
    assert [facts["name"] for facts in sixty if ask_sixty(facts["name"]).suggestion] == []


def test_every_application_is_first_under_its_name_and_its_slug(
    ask_sixty: Any, sixty: Sequence[dict[str, Any]]
) -> None:
    asked = [(facts[key], facts["slug"]) for facts in sixty for key in ("name", "slug")]
    assert [(words, slug) for words, slug in asked if ask_sixty(words).items[0].slug != slug] == []


def test_words_that_nobody_has_together_find_those_who_have_one(ask_sixty: Any) -> None:
    found = ask_sixty("perpustakaan rumah sakit")
    assert {"slims", "simrs-khanza"} <= {hit.slug for hit in found.items}


def test_a_word_that_nobody_has_finds_nothing(ask_sixty: Any) -> None:
    found = ask_sixty("xyzzyqwertz")
    assert (found.items, found.total, found.next, found.suggestion) == ([], 0, None, None)


def test_a_snippet_is_plain_text_around_the_match_in_the_readers_language(ask_sixty: Any) -> None:
    assert ask_sixty("kependudukan", language="id").items[0].snippet.startswith("Sistem informasi desa")
    english = ask_sixty("hospital", language="en").items[0]
    assert (english.slug, english.snippet) == ("simrs-khanza", "Hospital information system")


def test_a_snippet_of_a_long_text_shows_the_match(change: Any, find: Any) -> None:
    filler = "kata " * 150
    change("jauh", id="Pendek", long=f'{filler}rempah-rempah <b>nusantara</b> & "kutip" {filler}')
    snippet = find("nusantara").items[0].snippet
    assert '<b>nusantara</b> & "kutip"' in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 200


def test_a_hit_carries_the_summary_word_for_word(change: Any, find: Any, catalog: int) -> None:
    facts = {"name": "Emoji 😀 dan \u202eRTL\u202c", "id": 'Kutip " dan \\ dan \u2028', "categories": ["hr"]}
    change("aneh", **facts)
    hit = find("emoji").items[0]
    assert (hit.name, hit.description["id"], hit.categories) == (facts["name"], facts["id"], ["hr"])
    assert isinstance(hit, contract.Hit)
