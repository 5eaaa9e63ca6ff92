"""Bands: a score as a word, and the day on which silence alone makes it another one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from registry.catalog.health.inputs import Facts
from registry.catalog.health.score import FAIR, GOOD, health

Band = Literal["good", "fair", "bad", "unknown"]
BANDS: tuple[Band, ...] = ("good", "fair", "bad", "unknown")


def band(score: int | None) -> Band:
    """Return the word for a score of 0 to 100: good from 75, fair from 40; unknown for None."""
    if score is None:
        return "unknown"
    if score >= 100 * GOOD:
        return "good"
    return "fair" if score >= 100 * FAIR else "bad"


def days_in_band(facts: Facts, now: datetime, *, most: int) -> int:
    """Return how many days after `now` the band stays what it is, at most `most`.

    Where nothing is recorded a score only falls, and what was not known is 0 at last: it changes once.
    """

    def changed(days: int) -> bool:
        return band(health(facts, now + timedelta(days=days)).score) != present

    present = band(health(facts, now).score)
    return most if not changed(most) else _last(most, changed)


def _last(most: int, changed: Callable[[int], bool]) -> int:
    """Return the last number of days below `most` at which nothing has changed."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if changed(middle) else (middle, high)
    return low
