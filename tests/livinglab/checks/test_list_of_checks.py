"""The list of checks itself: every check can be told apart, understood in both languages, and acted on."""

import re
from collections import Counter

import pytest

from livinglab import checks

MOST = 25


def test_each_check_has_a_code_of_its_own():
    assert [code for code, count in Counter(check.code for check in checks.CHECKS).items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", check.code) for check in checks.CHECKS)


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.code)
def test_each_check_says_what_is_wrong_and_how_to_mend_it_in_both_languages(check):
    assert check.mend or check.level == "info"
    for sentence in filter(None, (check.says, check.mend)):
        assert sentence.id != sentence.en
        assert all(words.strip() == words and words.endswith(".") for words in sentence)


def test_a_flood_of_one_kind_is_counted_rather_than_listed(examine, eupl, publiccode):
    many = {f"d{number}/aux": "x" for number in range(100)}
    found = examine({"LICENSE": eupl, "publiccode.yml": publiccode()} | many)
    flood = [finding for finding in found.findings if finding.code == "windows-name"]
    assert [finding.path for finding in flood[:2]] == ["d0/aux", "d1/aux"]
    assert len(flood) == MOST + 1
    assert flood[-1].path is None
    assert "75" in flood[-1].message.en
    assert "75" in flood[-1].message.id


def test_places_that_weigh_less_do_not_weigh_more_for_being_many(examine, in_order):
    found = examine(in_order | {f"tests/fixtures/{number}/.env": "A=1\n" for number in range(40)})
    kept = [finding for finding in found.findings if finding.code == "env-tracked"]
    assert len(kept) == MOST + 1
    assert {finding.level for finding in kept} == {"warn"}
    assert not found.blocked
