"""A map: dots at seats of government, each a link. No outline: islands show by where their seats are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, isfinite

from livinglab.contract.adoption_words import STATES
from livinglab.contract.adoptions import State
from livinglab.language import Language
from registry.website import formats
from registry.website.charts import marks
from registry.website.charts.geography import GROUND, LETTERS, Frame, orientation
from registry.website.charts.keys import SHAPES, key, mark
from registry.website.charts.marks import Place
from registry.website.charts.names import names
from registry.website.charts.picture import Cell, Picture, Table, nothing, written
from registry.website.translations import say

# In the order in which they are drawn: what is further along lies above.
DRAWN = ("none", "interested", "preparing", "stopped", "lapsed", "piloting", "in-use")
TARGET = 12.0  # the radius of what can be hit, where no other seat is nearer (WCAG 2.2, 2.5.8)


@dataclass(frozen=True)
class Dot:
    """A seat of government. `state` is one of adoptions; `note` is said instead of its word."""

    code: str
    name: str
    latitude: float
    longitude: float
    state: str = State.NONE
    note: str = ""
    href: str = ""  # default: the region's page


def seats(
    dots: Sequence[Dot],
    *,
    name: str,
    title: str,
    language: Language,
    words: dict[str, str] | None = None,
    in_table: bool = True,
) -> Picture:
    """Draw dots where the seats are: of the whole archipelago, or of a province where there are only its.

    `words` calls states otherwise than adoptions do. `in_table`: its table lists every dot; pages that have
    such a table of their own do without. Dots at no known place are only in the table.
    """
    placed = [dot for dot in dots if isfinite(dot.latitude) and isfinite(dot.longitude)]
    if not placed:
        return nothing(name, title, say(language, "There is nothing to draw yet."))
    called = {state: text.to(language) for state, text in STATES.items()} | (words or {})
    frame = Frame.around([(dot.latitude, dot.longitude) for dot in placed])
    counts = Counter(_kind(dot) for dot in placed)
    legend = [
        key(kind, called[kind], formats.number(counts[kind], language))
        for kind in reversed(DRAWN)
        if counts[kind]
    ]
    says = ", ".join(f"{one.count} {one.words}" for one in legend)
    return Picture(
        name=name,
        title=title,
        says=f"{says}.",
        drawn=written([_map(placed, frame, name, title, f"{says}.", called, language)]),
        table=_table(dots, called, language) if in_table else None,
        legend=legend,
        is_map=True,
    )


def _kind(dot: Dot) -> str:
    return str(dot.state) if dot.state in SHAPES else "none"


def _map(
    dots: Sequence[Dot],
    frame: Frame,
    name: str,
    title: str,
    says: str,
    called: dict[str, str],
    language: Language,
) -> str:
    """Draw the map. It is a group, not an image: what is in it are links."""
    places = [frame.place(dot.latitude, dot.longitude) for dot in dots]
    shapes = "".join(
        f'<g id="{name}-{kind}"><g class="seat">{mark(kind)}</g></g>'
        for kind in sorted({_kind(dot) for dot in dots})
    )
    order = sorted(range(len(dots)), key=lambda one: (DRAWN.index(_kind(dots[one])), dots[one].code))
    rooms = _rooms(tuple(places))
    inside = [
        f"<defs>{shapes}</defs>",
        _ground(places, GROUND[not frame.is_whole]),
        *orientation(frame, language),
        *([] if frame.is_whole else names([dot.name for dot in dots], places, frame)),
        *(_dot(dots[one], places[one], rooms[one], name, called) for one in order),
    ]
    size = (frame.wide, frame.high)
    return marks.image(name, size, title, says, inside, kind="seats", letters=LETTERS, role="group")


def _ground(places: Sequence[Place], across: float) -> str:
    """Draw a faint disc under each seat: together they show where the islands are."""
    steps = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)
    width = f'stroke-width="{across:.0f}"'
    return f'<path class="ground" d="{steps}" {width} stroke-linecap="round" fill="none"/>'


@lru_cache(maxsize=128)
def _rooms(places: tuple[Place, ...]) -> Sequence[float]:
    """Return, for each place, half of how far it is to the nearest other one."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    found = [4 * TARGET] * len(places)
    for position, one in enumerate(order):
        for other in order[position + 1 :]:
            if places[other][0] - places[one][0] > 2 * TARGET:
                break
            far = hypot(places[other][0] - places[one][0], places[other][1] - places[one][1]) / 2
            found[one], found[other] = min(found[one], far), min(found[other], far)
    return found


def _dot(dot: Dot, place: Place, room: float, name: str, called: dict[str, str]) -> str:
    x, y = (marks.number(one) for one in place)
    kind = _kind(dot)
    inside = [f'<use href="#{name}-{kind}" x="{x}" y="{y}"/>']
    if room >= TARGET:
        inside.insert(0, marks.circle(place, TARGET, kind="hit"))
    return marks.link(dot.href or f"/regions/{dot.code}", f"{dot.name}: {dot.note or called[kind]}", inside)


def _table(dots: Sequence[Dot], called: dict[str, str], language: Language) -> Table:
    rows = [
        [Cell(dot.name, dot.href or f"/regions/{dot.code}"), Cell(dot.note or called[_kind(dot)])]
        for dot in sorted(dots, key=lambda dot: dot.code)
    ]
    return Table([say(language, "Region"), say(language, "State")], rows)
