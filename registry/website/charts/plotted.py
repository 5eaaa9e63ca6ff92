"""What a picture of lines shows, as numbers: a place in time is a year, or a month counted from year 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from babel.dates import format_date

from livinglab.language import Language
from registry.website import formats
from registry.website.charts.measuring import ticks


@dataclass(frozen=True)
class Strand:
    """One series: runs of (place, value), each in the order of time."""

    name: str
    kind: str
    runs: Sequence[Sequence[tuple[int, float]]]

    @property
    def points(self) -> list[tuple[int, float]]:
        """All points in the order of time."""
        return sorted(point for run in self.runs for point in run)


@dataclass(frozen=True)
class Stretch:
    """A break between two places."""

    before: int
    after: int
    label: str


@dataclass(frozen=True)
class Plot:
    """All that is drawn, before it has a size. There are two points at least."""

    strands: Sequence[Strand]
    stretches: Sequence[Stretch]
    by_month: bool
    low: float | None
    high: float | None
    digits: int | None
    language: Language

    @cached_property
    def places(self) -> tuple[int, int]:
        """The first place and the last one."""
        found = [place for strand in self.strands for place, _ in strand.points]
        return min(found), max(found)

    @cached_property
    def ticks(self) -> list[float]:
        """Round values along the upright axis, around all that is drawn."""
        values = [value for strand in self.strands for _, value in strand.points]
        low = min(values if self.low is None else [*values, self.low])
        high = max(values if self.high is None else [*values, self.high])
        whole = self.digits in (None, 0) and all(value == int(value) for value in (*values, low, high))
        return ticks(low, high, whole=whole)

    def value(self, value: float) -> str:
        """Write a value."""
        return formats.number(value, self.language, digits=self.digits)

    def tick(self, value: float) -> str:
        """Write a value of the axis: as short as it is round."""
        return formats.number(value, self.language)

    def place(self, place: int) -> str:
        """Write a place along the axis: a year, or a short month."""
        if not self.by_month:
            return str(place)
        return format_date(date(place // 12, place % 12 + 1, 1), "LLL y", locale=self.language)
