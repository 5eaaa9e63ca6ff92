"""Names beside the seats of a province, as many as fit without touching one another or a seat."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from registry.website.charts import marks
from registry.website.charts.geography import LETTERS, Frame
from registry.website.charts.measuring import width

MOST = 60  # seats; more of them leave no room for names
NEAR = 11.0  # from the middle of a seat to its name
SEAT = 7.0  # from the middle of a seat to its edge


class Area(NamedTuple):
    """A box that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """Whether two boxes have a place in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def names(called: Sequence[str], places: Sequence[marks.Place], frame: Frame) -> Iterator[str]:
    """Write the names of seats: right, else left, above or below of each; none where there is no room."""
    if len(places) > MOST:
        return
    taken = [Area(x - SEAT, y - SEAT, x + SEAT, y + SEAT) for x, y in places]
    for name, place in zip(called, places, strict=True):
        said = name.removeprefix("Kabupaten ")
        wide = width(said, LETTERS)
        for anchor, start, area in _around(place, wide):
            inside = (
                area.left >= 0 and area.right <= frame.wide and area.top >= 0 and area.bottom <= frame.high
            )
            if inside and not any(area.meets(other) for other in taken):
                taken.append(area)
                yield marks.text(start, said, anchor=anchor, kind="seat-name")
                break


def _around(place: marks.Place, wide: float) -> Iterator[tuple[str, marks.Place, Area]]:
    """Return where a name may stand: its anchor, its place, and what it takes up."""
    x, y = place
    base, high = y + LETTERS * 0.35, LETTERS * 1.2
    beside = (y - high / 2, y + high / 2)
    yield "start", (x + NEAR, base), Area(x + NEAR, beside[0], x + NEAR + wide, beside[1])
    yield "end", (x - NEAR, base), Area(x - NEAR - wide, beside[0], x - NEAR, beside[1])
    for lower in (y - NEAR, y + NEAR + high * 0.8):
        yield "middle", (x, lower), Area(x - wide / 2, lower - high * 0.8, x + wide / 2, lower + high * 0.2)
