"""A cell of CSV is shown by a spreadsheet, never computed."""

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from registry.exchange.cells import safe_cell, write_csv

STARTS = "=+-@|%＝＋－＠"
TEXTS = some.text(alphabet=[*STARTS, *" ;,\t\r\n\"'a1(\x00\x0b\x1f\xa0\u200b\ufeff"], max_size=12)


@pytest.mark.parametrize("start", STARTS)
def test_text_that_could_begin_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}HYPERLINK(A1)") == f"'{start}HYPERLINK(A1)"


@settings(max_examples=300)
@given(TEXTS)
@example("\x00=1")
@example("\ufeff \t=1")
@example("a;=1+1")
@example("a\n=1+1")
def test_no_spreadsheet_finds_a_formula_whichever_separator_it_splits_at(text: str) -> None:
    line = "".join(write_csv(["name"], [[text]])).partition("\r\n")[2]
    pieces = re.split(r"[;\t\r\n]", safe_cell(text))
    for piece in [*pieces, *re.split(r"[;\t\r\n]", line)]:
        shown = re.sub(r"^[\"\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\ufeff]+", "", piece)
        assert not shown.startswith(tuple(STARTS))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (0.25, "0.25"),
        (date(2022, 11, 21), "2022-11-21"),
        (datetime(2022, 11, 21, 3, tzinfo=UTC), "2022-11-21T03:00:00.000000Z"),
        (["a", "b"], '["a", "b"]'),
        ("Kabupaten Bekasi, 32.16", "Kabupaten Bekasi, 32.16"),
        ("surat-perjanjian 1=2", "surat-perjanjian 1=2"),
    ],
)
def test_what_is_no_formula_stays_as_it_is(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_quotes_commas_and_line_ends_come_back_as_they_were() -> None:
    rows = [['a "quoted" cell', "x, y", "two\nlines"], ["", "b", "c"]]
    text = "".join(write_csv(["one", "two", "three"], rows))
    assert list(csv.reader(StringIO(text, newline=""))) == [["one", "two", "three"], *rows]
