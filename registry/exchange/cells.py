"""Cells of CSV that a spreadsheet shows and never computes."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from itertools import chain

from registry import clock

# What begins a formula or a command in Excel, LibreOffice and Google Sheets, full width too. Spreadsheets
# drop spaces and controls before it. Where the system's language is Indonesian they split at `;`, within
# quotes too, and then at line ends and tabs: what follows those begins a cell as well.
_SPACES = r"[\"\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u2060\ufeff]*"
_FORMULA = re.compile(rf"(^|[;\t\r\n])({_SPACES})(?=[=+\-@|%＝＋－＠])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def safe_cell(value: object) -> str:
    """Return a value as the text of a CSV cell that no spreadsheet takes for a formula.

    Numbers stay numbers (`-5`), times are ISO 8601 in UTC, none is empty, lists and objects are JSON. Text
    that could begin a formula gets an apostrophe before it (OWASP, CSV Injection).
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return _FORMULA.sub(r"\1\2'", _CONTROLS.sub("", _text(value)))


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield CSV (RFC 4180, comma, CRLF) line by line: the columns' names, then each row in their order."""
    kept = StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    for row in chain([columns], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield _taken(kept)


def _text(value: object) -> str:
    match value:
        case datetime():
            return clock.stamp(value)
        case date():
            return value.isoformat()
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        case _:
            return str(value)


def _taken(kept: StringIO) -> str:
    line = kept.getvalue()
    kept.seek(0)
    kept.truncate()
    return line
