"""Bars lying down: one value a row, of a total or beside the others, with a reference where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from livinglab.language import Language
from registry.website import formats
from registry.website.charts import rows as table
from registry.website.charts.picture import Cell, Picture, nothing
from registry.website.translations import say


@dataclass(frozen=True)
class Bar:
    """One row. With `of`, the bar is the part of it that `value` is; else bars are measured by the longest.

    `href` leads where the name does; `records` to what the value counts.
    """

    name: str
    value: float
    of: float | None = None
    href: str = ""
    records: str = ""
    note: str = ""
    kind: str = ""  # a state's name chooses its colour


@dataclass(frozen=True)
class Reference:
    """A value that every bar is compared with, as the average of the nation."""

    value: float
    label: str


def bars(
    rows: Sequence[Bar],
    *,
    name: str,
    title: str,
    language: Language,
    heading: str,
    value_heading: str,
    reference: Reference | None = None,
    high: float | None = None,
    write: Callable[[float], str] | None = None,
) -> Picture:
    """Draw a table of bars: `title` is its caption, the headings stand over the names and over the values.

    `high` is the value of a full bar (default: the highest), `write` writes a value (default: as a number).
    Of rows with `of`, the reference's value is a share, from 0 to 1. Values that are no numbers are left out.
    """
    shown = [row for row in rows if isfinite(row.value)]
    if not shown:
        return nothing(name, title, say(language, "There is nothing to draw yet."))
    full = high or max(*(row.value for row in shown), reference.value if reference else 0.0) or 1.0
    say_value = write or (lambda value: formats.number(value, language))
    drawn = [_row(row, full, reference, language, say_value) for row in shown]
    says = f"{reference.label}: {_reference(reference, shown, language, say_value)}." if reference else ""
    return Picture(name, title, says, table.table(name, title, [heading, value_heading], drawn))


def _row(
    row: Bar, full: float, reference: Reference | None, language: Language, write: Callable[[float], str]
) -> table.Row:
    whole = full if row.of is None else row.of
    written = write(row.value)
    if row.of is not None:
        written = f"{written} {say(language, 'of')} {write(row.of)}"
    against = None if reference is None else reference.value / (full if row.of is None else 1.0)
    return table.Row(
        name=Cell(row.name, row.href),
        pieces=[(f"s-{row.kind}" if row.kind else "s-0", row.value / whole if whole else 0.0)],
        cells=[Cell(written, row.records)],
        reference=against,
        under=[row.note] if row.note else [],
    )


def _reference(
    reference: Reference, rows: Sequence[Bar], language: Language, write: Callable[[float], str]
) -> str:
    if any(row.of is not None for row in rows):
        return formats.share(reference.value, language)
    return write(reference.value)
