"""How a badge looks: two words side by side, in an SVG that needs nothing from anywhere."""

from dataclasses import dataclass
from html import escape
from typing import Literal

from livinglab.language import Language

Mood = Literal["good", "fair", "bad", "plain"]
# White on each of these has a contrast of 5.5 or more (WCAG 2.2, 1.4.3 asks for 4.5).
COLOURS: dict[Mood, str] = {"good": "#006b58", "fair": "#8a5600", "bad": "#b3261e", "plain": "#5a6762"}
HEIGHT, PADDING = 20, 6
LONGEST = 40  # characters of one side
# Widths of 11 px Verdana in tenths of a pixel; what is not named is as wide as an average letter. The text is
# fitted into its place (textLength), so that another font only changes the space between letters.
AVERAGE = 70
WIDTHS = {
    **dict.fromkeys(" .,:;|'!ijl", 38),
    **dict.fromkeys("-()/rtfI", 46),
    **dict.fromkeys("cskxvyzJ", 60),
    **dict.fromkeys("abdeghnopqu", 68),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&+", 78),
    **dict.fromkeys("mwMW@%–", 104),
}


@dataclass(frozen=True)
class Badge:
    """What a badge says: of what, and what."""

    label: str
    value: str
    mood: Mood = "plain"


def draw(badge: Badge, language: Language) -> str:
    """Return a badge as an SVG document."""
    label, value = badge.label[:LONGEST], badge.value[:LONGEST]
    left, right = _width(label), _width(value)
    title = escape(f"{label}: {value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img" '
        f'aria-label="{title}" xml:lang="{language}"><title>{title}</title>'
        f'<rect width="{left}" height="{HEIGHT}" fill="#2f3b37"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{COLOURS[badge.mood]}"/>'
        '<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f"{_text(label, 0, left)}{_text(value, left, right)}</g></svg>\n"
    )


def _text(said: str, start: int, width: int) -> str:
    return f'<text x="{start + width / 2:g}" y="14" textLength="{width - 2 * PADDING}">{escape(said)}</text>'


def _width(said: str) -> int:
    return round(sum(WIDTHS.get(one, AVERAGE) for one in said) / 10) + 2 * PADDING
