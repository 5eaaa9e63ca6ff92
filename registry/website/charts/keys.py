"""Keys: how a state is marked, by colour and by shape, on a map, in a bar and in the legend of both."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from registry.website.charts.picture import Key, written

# Around (0, 0). What is furthest along is heaviest; what has ended is not round.
SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in-use": '<circle r="6"/>',
        "piloting": '<circle r="5.6" class="ring"/><circle r="2" class="core"/>',
        "preparing": '<rect x="-4.2" y="-4.2" width="8.4" height="8.4" class="ring"/>',
        "interested": '<circle r="3.8" class="ring"/>',
        "lapsed": '<path d="M0-6.5 6 5H-6Z" class="ring"/>',
        "stopped": '<path d="M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5" class="cross"/>',
        "none": '<circle r="2.2"/>',
    }
)


def mark(kind: str) -> str:
    """Return a state's mark as SVG, of the plain one for a state that nobody knows."""
    known = kind if kind in SHAPES else "none"
    return f'<g class="s-{known}">{SHAPES[known]}</g>'


def key(kind: str, words: str, count: str = "") -> Key:
    """Return a line of a legend."""
    drawn = f'<svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">{mark(kind)}</svg>'
    return Key(written([drawn]), words, count)
