"""Bands: one bar a row that is made of parts, such as adoptions by their state."""

from collections.abc import Sequence
from dataclasses import dataclass

from livinglab.language import Language
from registry.website import formats
from registry.website.charts import rows as table
from registry.website.charts.keys import key
from registry.website.charts.picture import Cell, Picture, nothing
from registry.website.translations import say


@dataclass(frozen=True)
class Part:
    """One part of a bar: `kind` is a state's name, `words` what it is called."""

    kind: str
    words: str
    count: int


@dataclass(frozen=True)
class Band:
    """One row with its parts, in the same order in every row."""

    name: str
    parts: Sequence[Part]
    href: str = ""
    records: str = ""


def stacked(
    rows: Sequence[Band],
    *,
    name: str,
    title: str,
    language: Language,
    heading: str,
    total_heading: str,
    by_share: bool = False,
) -> Picture:
    """Draw a table of bars made of parts; each row says in words how many are in which.

    `by_share`: every bar is full, so that rows of different totals compare. Negative counts are taken for 0.
    """
    totals = [sum(max(0, part.count) for part in row.parts) for row in rows]
    if not any(totals):
        return nothing(name, title, say(language, "There is nothing to draw yet."))
    longest = max(totals)
    drawn = [
        _row(row, total, total if by_share else longest, language)
        for row, total in zip(rows, totals, strict=True)
    ]
    there = {part.kind for row in rows for part in row.parts if part.count > 0}
    kinds = {part.kind: part.words for row in rows for part in row.parts if part.kind in there}
    return Picture(
        name,
        title,
        "",
        table.table(name, title, [heading, total_heading], drawn),
        legend=[key(kind, words) for kind, words in kinds.items()],
    )


def _row(row: Band, total: int, whole: int, language: Language) -> table.Row:
    parts = [part for part in row.parts if part.count > 0]
    return table.Row(
        name=Cell(row.name, row.href),
        pieces=[(f"s-{part.kind}", part.count / whole if whole else 0.0) for part in parts],
        cells=[Cell(formats.number(total, language), row.records)],
        under=[f"{formats.number(part.count, language)} {part.words}" for part in parts],
    )
