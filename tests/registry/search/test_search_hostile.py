"""Any text is a query: whatever somebody types or sends, search answers and stays within its bounds."""

import base64
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as times
from hypothesis import strategies as st

from registry.catalog.search import words
from registry.errors import BadCursor

HOSTILE = [
    "",
    " ",
    "e-sakip",
    '"',
    '"sakip',
    "*",
    "sakip*",
    "\x00",
    "sak\x00ip",
    "name:sakip AND (",
    "+ - && || ! ( ) { } [ ] ^ ~ ? : \\ /",
    "a" * 10_240,
    "sakip " * 2_000,
    "-" * 10_240,
    "a-" * 5_000,
    "\u202esakip\u202c",
    "ساكيب",
    "😀 sakip 👩‍💻",
    "e\u0301\u0301\u0301" * 500,
    "\ufdfa" * 500,
    "\ud800",
    "ｓａｋｉｐ",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "=sakip",
    "9" * 400,
    "İSTANBUL ß ﬁ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(ask_sixty: Any, text: str) -> None:
    began = time.perf_counter()
    assert ask_sixty(text).total >= 0
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "text", ["sak\u00adip", "ｓａｋｉｐ", "SAKIP\u202e", '"sakip"', "sakip\x00", "s\u0301akip"]
)
def test_what_cannot_be_seen_changes_nothing(ask_sixty: Any, text: str) -> None:
    assert ask_sixty(text).items == ask_sixty("sakip").items


@given(text=st.text(max_size=200))
@times(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(ask_sixty: Any, text: str) -> None:
    found = ask_sixty(text, limit=5)
    assert len(found.items) <= min(5, found.total)


@given(text=st.text(max_size=3_000))
def test_a_query_has_at_most_eight_terms_of_64_characters(text: str) -> None:
    terms = words.of_query(text)
    assert len(terms) <= 8
    assert all(0 < len(term) <= 64 for term in terms)


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@times(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_filter_value_is_answered(ask_sixty: Any, text: str) -> None:
    assert ask_sixty("sakip", category=text, publisher=text).total == 0


SPOILT = ["", "x", "AAAA", "=", "\x00", "é", "A" * 5_000, base64.urlsafe_b64encode(b"\xff" * 8).decode()]


@pytest.mark.parametrize("cursor", SPOILT, ids=range(len(SPOILT)))
def test_a_cursor_that_we_did_not_give_is_refused(ask_sixty: Any, cursor: str) -> None:
    with pytest.raises(BadCursor):
        ask_sixty("sakip", cursor=cursor)


def test_a_cursor_of_another_search_is_refused(ask_sixty: Any) -> None:
    given_cursor = ask_sixty("kinerja", limit=1).next
    with pytest.raises(BadCursor):
        ask_sixty("surat", limit=1, cursor=given_cursor)
    with pytest.raises(BadCursor):
        ask_sixty("kinerja", limit=1, cursor=given_cursor, license="MIT")


@pytest.mark.parametrize(
    "field", [{"name": "= \\ \ud7ff \u202e"}, {"id": "a" * 200_000}, {"categories": ["\x00", "=" * 500]}]
)
def test_hostile_applications_are_indexed_and_found(change: Any, find: Any, field: dict[str, Any]) -> None:
    change("musuh", features=["penanda"], **field)
    assert [hit.slug for hit in find("penanda").items] == ["musuh"]
