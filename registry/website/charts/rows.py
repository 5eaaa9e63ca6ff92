"""Rows with bars: a table whose every row has a bar under or beside its name, so that it fits any width."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from registry.website.charts import marks
from registry.website.charts.picture import Cell, written

HIGH = 10.0  # of a bar; its width is 100 in all, stretched to the room there is


@dataclass(frozen=True)
class Row:
    """One row: its name, the pieces of its bar as (class, share of the whole), and what is written beside."""

    name: Cell
    pieces: Sequence[tuple[str, float]]
    cells: Sequence[Cell]
    reference: float | None = None
    under: Sequence[str] = field(default=())  # in small letters below the bar


def table(name: str, title: str, columns: Sequence[str], rows: Sequence[Row]) -> Markup:
    """Return the table. `columns`: over the names, then over each of the cells."""
    first, *others = (escape(one) for one in columns)
    heads = "".join(f'<th scope="col" class="number">{one}</th>' for one in others)
    return written(
        [
            f'<table class="bars" id="{escape(name)}-rows"><caption>{escape(title)}</caption>',
            f'<thead><tr><th scope="col">{first}</th>{heads}</tr></thead><tbody>',
            *(_row(row) for row in rows),
            "</tbody></table>",
        ]
    )


def linked(cell: Cell) -> str:
    """Write a cell's text, as a link where it has an address."""
    text = escape(cell.text)
    return f'<a href="{escape(cell.href)}">{text}</a>' if cell.href else str(text)


def _row(row: Row) -> str:
    cells = "".join(f'<td class="number">{linked(cell)}</td>' for cell in row.cells)
    under = f'<span class="under">{escape(" · ".join(row.under))}</span>' if row.under else ""
    named = f'<span class="barred"><span>{linked(row.name)}</span>{_bar(row)}{under}</span>'
    return f'<tr><th scope="row">{named}</th>{cells}</tr>'


def _bar(row: Row) -> str:
    """Draw a bar. It is decoration: what it shows stands beside it as a number."""
    pieces, done = [marks.box((0, 0), (100, HIGH), kind="track")], 0.0
    for kind, share in row.pieces:
        wide = 100 * min(max(share, 0.0), 1.0 - done)
        if wide > 0:
            pieces.append(marks.box((100 * done, 0), (wide, HIGH), kind=kind))
        done += wide / 100
    if row.reference is not None:
        at = min(max(100 * row.reference, 0.5), 99.5)
        pieces.append(marks.box((at - 0.3, 0), (0.6, HIGH), kind="reference"))
    return (
        f'<svg viewBox="0 0 100 {marks.number(HIGH)}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{"".join(pieces)}</svg>'
    )
