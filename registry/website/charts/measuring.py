"""Measuring: how wide a text is, roughly, and which round numbers stand along an axis."""

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10

NARROW, WIDE = frozenset("iljtfrI.,:;|!'()[]- "), frozenset("mwMW@%→–—")
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_LINES = 3


def width(text: str, size: float) -> float:
    """Return about how wide a text is at a font size; rather too much than too little."""
    return size * sum(_em(character) for character in text)


def wrapped(text: str, size: float, room: float, *, most: int = MOST_LINES) -> list[str]:
    """Break a text into at most `most` lines no wider than `room`; what does not fit ends in an ellipsis."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size) <= room:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > most:
        found = [*found[: most - 1], " ".join(found[most - 1 :])]
    return [shortened(line, size, room) for line in found]


def shortened(text: str, size: float, room: float) -> str:
    """Cut a text to a width, with an ellipsis where something is missing."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def ticks(low: float, high: float, *, about: int = 4, whole: bool = False) -> list[float]:
    """Return round numbers that enclose `low` and `high`, about so many steps; `whole`: no fractions."""
    if not isfinite(low) or not isfinite(high):
        raise ValueError("an axis has two ends")
    low, high = min(low, high), max(low, high)
    step = _step((high - low) / about or max(abs(high), 1.0) / about, whole=whole)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return [round(number * step, 10) for number in range(first, last + 1)]


def every(count: int, room: float, widest: float, *, steps: Sequence[int]) -> int:
    """Return which of `count` labels along `room` are shown: each n-th, so that none touches the next."""
    least = widest * max(count - 1, 1) / max(room, 1.0)
    return next((step for step in steps if step >= least), count)


def apart(wanted: Sequence[float], heights: Sequence[float], *, low: float, high: float) -> list[float]:
    """Move middles of labels apart: none overlaps, all between `low` and `high` as long as there is room."""
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    placed = list(wanted)
    floor_ = low
    for one in order:
        placed[one] = max(placed[one], floor_ + heights[one] / 2)
        floor_ = placed[one] + heights[one] / 2
    ceiling = high
    for one in reversed(order):
        placed[one] = max(min(placed[one], ceiling - heights[one] / 2), low)
        ceiling = placed[one] - heights[one] / 2
    return placed


def _em(character: str) -> float:
    if character in NARROW:
        return 0.36
    if character in WIDE:
        return 0.98
    if character.isupper():
        return 0.74
    return 0.6 if ord(character) < 0x250 else 1.05


def _step(least: float, *, whole: bool) -> float:
    power = 10.0 ** floor(log10(least))
    found = next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))
    return float(max(1, ceil(found))) if whole else found
