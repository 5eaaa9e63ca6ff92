"""A picture as a page gets it: what is drawn, what it says in words, and its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and the address of the records behind it if there are any."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """The numbers of a picture. The first cell of a row is its heading."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Key:
    """One line of a legend: the mark as it is drawn, what it means, and how many there are."""

    mark: Markup
    words: str
    count: str = ""


@dataclass(frozen=True)
class Picture:
    """What a page draws. `name` is unique on its page: every id in the picture begins with it.

    `drawn` is SVG, or a table whose rows hold bars; empty where there is nothing to draw, and then `instead`
    is the sentence that stands in its place. `table` is None where the picture is a table itself.
    """

    name: str
    title: str
    says: str  # what it shows, in words
    drawn: Markup
    instead: str = ""
    table: Table | None = None
    legend: Sequence[Key] = ()
    is_map: bool = False


def nothing(name: str, title: str, sentence: str) -> Picture:
    """Return what stands where there is nothing to draw."""
    return Picture(name, title, sentence, Markup(), instead=sentence)


def written(parts: Sequence[str]) -> Markup:
    """Join what was written as SVG or HTML: every text in it is escaped already (see `marks`)."""
    return Markup("".join(parts))  # noqa: S704  # only `marks` and its users write here, and they escape
