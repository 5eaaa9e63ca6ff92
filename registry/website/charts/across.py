"""Lines across time: months or years, with breaks that no line crosses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from livinglab.language import Language
from registry.website import formats
from registry.website.charts.canvas import NARROW, WIDE, drawn
from registry.website.charts.picture import Cell, Picture, Table, nothing, written
from registry.website.charts.plotted import Plot, Strand, Stretch
from registry.website.translations import say

When = int | date  # a year, or the first day of a month


@dataclass(frozen=True)
class Point:
    """One value at a year or month; `href` leads to the records that it counts."""

    at: When
    value: float
    href: str = ""


@dataclass(frozen=True)
class Run:
    """Points in the order of time that are joined to a line."""

    points: Sequence[Point]


@dataclass(frozen=True)
class Series:
    """One thing over time; its runs are never joined. `kind` is its colour: a state's name, or `quiet`."""

    name: str
    runs: Sequence[Run]
    kind: str = ""


@dataclass(frozen=True)
class Break:
    """Between `before` and `after` something changed, so that values on both sides can't be compared."""

    before: When
    after: When
    label: str


def lines(
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    language: Language,
    breaks: Sequence[Break] = (),
    low: float | None = 0.0,
    high: float | None = None,
    digits: int | None = None,
    says: str = "",
) -> Picture:
    """Draw one or more series over years or months.

    `low` and `high` are what the axis spans at least (None: the data alone decide), `digits` how many stand
    after the comma. `says` is what the picture shows, before the ends of each line, which are told in words.
    Values that are no numbers are left out. No point, or one: a sentence stands instead.
    """
    strands = [strand for one in series if (strand := _strand(one, breaks)).points]
    told = [_told(strand, language, digits) for strand in strands]
    count = sum(len(strand.points) for strand in strands)
    if count <= 1:
        return nothing(name, title, _too_little(told, language))
    plot = Plot(
        strands=strands,
        stretches=[Stretch(_place(one.before), _place(one.after), one.label) for one in breaks],
        by_month=any(
            isinstance(point.at, date) for one in series for run in one.runs for point in run.points
        ),
        low=low,
        high=high,
        digits=digits,
        language=language,
    )
    words = " ".join(part for part in (says, *told, *(f"{one.label}." for one in breaks)) if part)
    both = [drawn(plot, sheet, f"{name}-{sheet.name}", title, words) for sheet in (WIDE, NARROW)]
    return Picture(name, title, words, written(both), table=_table(series, language, digits))


def _place(at: When) -> int:
    return at.year * 12 + at.month - 1 if isinstance(at, date) else at


def _strand(series: Series, breaks: Sequence[Break]) -> Strand:
    """Return a series as numbers, its runs cut at each break too."""
    cuts = [_place(one.after) for one in breaks]
    runs: list[list[tuple[int, float]]] = []
    for run in series.runs:
        runs += _cut([(_place(one.at), float(one.value)) for one in run.points if isfinite(one.value)], cuts)
    return Strand(series.name, series.kind, runs)


def _cut(points: Sequence[tuple[int, float]], cuts: Sequence[int]) -> list[list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    for place, value in sorted(points):
        found.setdefault(sum(place >= cut for cut in cuts), []).append((place, value))
    return list(found.values())


def _told(strand: Strand, language: Language, digits: int | None) -> str:
    """Say where a line begins and ends."""
    (first, begun), (last, ended) = strand.points[0], strand.points[-1]
    shown = [formats.number(value, language, digits=digits) for value in (begun, ended)]
    return f"{strand.name}: {shown[0]} → {shown[1]}." if first != last else f"{strand.name}: {shown[0]}."


def _too_little(told: Sequence[str], language: Language) -> str:
    if not told:
        return say(language, "There is nothing to draw yet.")
    return f"{say(language, 'There is one figure so far, too little for a line.')} {told[0]}"


def _table(series: Sequence[Series], language: Language, digits: int | None) -> Table:
    """Return every time with the value of each series then."""
    at = sorted({point.at for point in _points(series)}, key=_place)
    by_series = [{_place(point.at): point for point in _points([one])} for one in series]
    rows = [
        [
            Cell(_when(one, language)),
            *(_cell(found.get(_place(one)), language, digits) for found in by_series),
        ]
        for one in at
    ]
    heading = say(language, "Month") if any(isinstance(one, date) for one in at) else say(language, "Year")
    return Table([heading, *(one.name for one in series)], rows)


def _points(series: Iterable[Series]) -> list[Point]:
    return [point for one in series for run in one.runs for point in run.points if isfinite(point.value)]


def _when(at: When, language: Language) -> str:
    return formats.month(at, language) if isinstance(at, date) else str(at)


def _cell(point: Point | None, language: Language, digits: int | None) -> Cell:
    if point is None:
        return Cell("–")
    return Cell(formats.number(point.value, language, digits=digits), point.href)
