"""How far an indicator has come: percent of its target, and its colour."""

from decimal import Decimal
from fractions import Fraction


def percent(direction: str, target: int, value: int) -> Fraction:
    """Exact percent of the target, never below 0.

    `up` (more is better): value / target. `down` (less is better): (2 x target - value) / target.
    A target of 0 that should not be exceeded is met or it is not.
    """
    if target == 0:
        met = value >= 0 if direction == "up" else value <= 0
        return Fraction(100 if met else 0)
    reached = value if direction == "up" else 2 * target - value
    return max(Fraction(0), Fraction(100 * reached, target))


def colour(reached: Fraction | None, *, green_from: Decimal, yellow_from: Decimal) -> str:
    """`green`, `yellow`, `red`, or `grey` without a realisation. The unrounded percent decides."""
    if reached is None:
        return "grey"
    if reached >= Fraction(green_from):
        return "green"
    return "yellow" if reached >= Fraction(yellow_from) else "red"
