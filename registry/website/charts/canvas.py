"""A picture of lines on a sheet of one size: a wide one, and a narrow one for phones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from registry.website.charts import marks
from registry.website.charts.measuring import apart, every, width, wrapped
from registry.website.charts.plotted import Plot, Strand, Stretch

YEARS, MONTHS = (1, 2, 5, 10, 20, 50, 100), (1, 2, 3, 6, 12, 24, 60, 120, 240)  # between two labels
BOLD = 1.12  # how much wider bold letters are
GAP = 22.0  # of a break, beside what time there is between its two sides
DASHES = ("", " dash-1", " dash-2", " dash-3")  # so that lines are told apart without colour


@dataclass(frozen=True)
class Sheet:
    """A size to draw for: style sheets show the one that fits. `ends` is the most room for lines' names."""

    name: str
    wide: float
    high: float
    letters: int
    ends: float


WIDE = Sheet("wide", 720, 320, 14, 190)
NARROW = Sheet("narrow", 340, 300, 13, 104)


def drawn(plot: Plot, sheet: Sheet, name: str, title: str, says: str) -> str:
    """Return the picture as SVG."""
    canvas = _Canvas(plot, sheet)
    inside = [*canvas.grid(), *canvas.breaks(), *canvas.strands(), *canvas.ends()]
    return marks.image(
        name, (sheet.wide, sheet.high), title, says, inside, kind=f"lines {sheet.name}", letters=sheet.letters
    )


@dataclass(frozen=True)
class _Canvas:
    plot: Plot
    sheet: Sheet

    @property
    def _line(self) -> float:
        return self.sheet.letters * 1.25

    @cached_property
    def _left(self) -> float:
        return 10 + max(width(self.plot.tick(one), self.sheet.letters) for one in self.plot.ticks)

    @cached_property
    def _names(self) -> list[list[str]]:
        """The name of each line with its last value, broken to the room at its end."""
        said = [f"{one.name} {self.plot.value(one.points[-1][1])}" for one in self.plot.strands]
        return [wrapped(words, self.sheet.letters * BOLD, self.sheet.ends) for words in said]

    @cached_property
    def _right(self) -> float:
        names = [width(line, self.sheet.letters * BOLD) for lines in self._names for line in lines]
        return self.sheet.wide - 16 - max(names)

    @cached_property
    def _labels(self) -> list[list[str]]:
        room = min(180.0, (self._right - self._left) * 0.8)
        return [wrapped(one.label, self.sheet.letters, room) for one in self.plot.stretches]

    @cached_property
    def _top(self) -> float:
        return self.sheet.letters + self._line * max((len(lines) for lines in self._labels), default=0)

    @property
    def _bottom(self) -> float:
        return self.sheet.high - self._line - 10

    def _x(self, place: float) -> float:
        first, last = self.plot.places
        gaps = [one for one in self.plot.stretches if first <= one.before and one.after <= last]
        room = self._right - self._left - GAP * len(gaps)
        passed = GAP * sum(place >= one.after for one in gaps)
        return self._left + passed + (room * (place - first) / (last - first) if last > first else room / 2)

    def _y(self, value: float) -> float:
        low, high = self.plot.ticks[0], self.plot.ticks[-1]
        return self._bottom - (self._bottom - self._top) * (value - low) / (high - low)

    def grid(self) -> Iterator[str]:
        """Draw a few lines at round values, and the times below."""
        for value in self.plot.ticks:
            y = self._y(value)
            yield marks.line((self._left, y), (self._right, y), kind="grid")
            yield marks.text(
                (self._left - 6, y + self.sheet.letters * 0.35), self.plot.tick(value), anchor="end"
            )
        yield from self._times()

    def _times(self) -> Iterator[str]:
        first, last = self.plot.places
        places = range(first, last + 1)
        widest = max(width(self.plot.place(one), self.sheet.letters) for one in (first, last)) + 14
        step = every(
            len(places), self._right - self._left, widest, steps=MONTHS if self.plot.by_month else YEARS
        )
        for place in reversed(places[::-step]):  # the last one always stands
            half = width(self.plot.place(place), self.sheet.letters) / 2
            x = min(max(self._x(place), half + 2), self.sheet.wide - half - 2)
            yield marks.text((x, self.sheet.high - 6), self.plot.place(place), anchor="middle")

    def breaks(self) -> Iterator[str]:
        """Draw each break as a gap with what changed there."""
        for one, label in zip(self.plot.stretches, self._labels, strict=True):
            yield from self._gap(one, label)

    def _gap(self, one: Stretch, label: Sequence[str]) -> Iterator[str]:
        first, last = self.plot.places
        if one.after <= first or one.before >= last:
            return
        middle = (self._x(max(one.before, first)) + self._x(min(one.after, last))) / 2
        for x in (middle - GAP / 2, middle + GAP / 2):
            yield marks.line((x, self._top), (x, self._bottom), kind="gap")
        half = max(width(line, self.sheet.letters) for line in label) / 2
        x = min(max(middle, half + 2), self.sheet.wide - half - 2)
        for number, line in enumerate(label, 1):
            yield marks.text((x, number * self._line - 2), line, anchor="middle", kind="said")

    def strands(self) -> Iterator[str]:
        """Draw the lines: a run of one point is a dot."""
        for number, strand in enumerate(self.plot.strands):
            kind = _kind(strand, number)
            for run in strand.runs:
                places = [(self._x(place), self._y(value)) for place, value in run]
                if len(places) > 1:
                    yield marks.path(places, kind=kind)
                yield marks.circle(places[-1], 3.5, kind=f"dot {kind}")

    def ends(self) -> Iterator[str]:
        """Write each line's name and last value at its end."""
        heights = [len(lines) * self._line for lines in self._names]
        wanted = [self._y(one.points[-1][1]) for one in self.plot.strands]
        middles = apart(wanted, heights, low=0.0, high=self._bottom + 4)
        for lines, middle, height in zip(self._names, middles, heights, strict=True):
            for number, line in enumerate(lines, 1):
                y = middle - height / 2 + number * self._line - self.sheet.letters * 0.35
                yield marks.text((self._right + 10, y), line, kind="end")


def _kind(strand: Strand, number: int) -> str:
    return f"s-{strand.kind}" if strand.kind else f"s-{number % 4}{DASHES[number % 4]}"
