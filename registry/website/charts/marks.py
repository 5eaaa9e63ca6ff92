"""Marks: the few elements of SVG that pictures are made of. Every text and address is escaped here."""

from collections.abc import Iterable, Sequence

from markupsafe import escape

Place = tuple[float, float]


def number(value: float) -> str:
    """Write a length: at most one digit after the point."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text(place: Place, words: str, *, anchor: str = "start", kind: str = "") -> str:
    """Write a text; `place` is on its base line, `anchor` is start, middle or end."""
    x, y = place
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{number(x)}" y="{number(y)}"{where}{_kind(kind)}>{escape(words)}</text>'


def line(start: Place, end: Place, *, kind: str = "") -> str:
    """Write a straight line."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
        f'stroke="currentColor"{_kind(kind)}/>'
    )


def path(places: Sequence[Place], *, kind: str = "") -> str:
    """Write a line through places."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in places)
    return f'<path d="M{steps}" fill="none" stroke="currentColor" stroke-width="2.5"{_kind(kind)}/>'


def circle(place: Place, radius: float, *, kind: str = "") -> str:
    """Write a disc."""
    x, y = place
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{_kind(kind)}/>'


def box(place: Place, size: Place, *, kind: str = "") -> str:
    """Write a rectangle."""
    (x, y), (wide, high) = place, size
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"{_kind(kind)}/>'
    )


def link(href: str, words: str, inside: Iterable[str]) -> str:
    """Write a link around marks, with its name for those who listen and for those who point."""
    shown = escape(words)
    return f'<a href="{escape(href)}" aria-label="{shown}"><title>{shown}</title>{"".join(inside)}</a>'


def image(
    name: str,
    size: Place,
    title: str,
    says: str,
    inside: Iterable[str],
    *,
    kind: str,
    letters: int,
    role: str = "img",
) -> str:
    """Write a picture with its title and description; `role="group"`: what is in it is read one by one.

    `letters` is the size of its font.
    """
    wide, high = size
    return (
        f'<svg{_kind(kind)} viewBox="0 0 {number(wide)} {number(high)}" font-size="{letters}" role="{role}" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(says)}</desc>{"".join(inside)}</svg>'
    )


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
