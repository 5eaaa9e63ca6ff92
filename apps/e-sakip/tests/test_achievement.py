from decimal import Decimal
from fractions import Fraction

import pytest

from esakip import achievement, numbers

LIMITS = {"green_from": Decimal(100), "yellow_from": Decimal(75)}


@pytest.mark.parametrize(
    ("direction", "target", "value", "expected"),
    [
        ("up", 94000, 47000, 50),
        ("up", 94000, 188000, 200),
        ("down", 12000, 12000, 100),
        ("down", 12000, 15000, 75),
        ("down", 12000, 6000, 150),
        ("down", 12000, 36000, 0),
        ("down", 0, 0, 100),
        ("down", 0, 1, 0),
        ("up", 0, 0, 100),
        ("up", 1000, -500, 0),
    ],
)
def test_the_percent_follows_the_direction(direction, target, value, expected):
    assert achievement.percent(direction, target, value) == expected


def test_the_unrounded_percent_decides_the_colour():
    almost = achievement.percent("up", 100000, 99999)
    assert numbers.show(almost, "id", most=2) == "100"
    assert achievement.colour(almost, **LIMITS) == "yellow"


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (100, "green"),
        (Fraction(9999, 100), "yellow"),
        (75, "yellow"),
        (Fraction(7499, 100), "red"),
        (0, "red"),
    ],
)
def test_each_colour_begins_at_its_threshold(percent, expected):
    assert achievement.colour(Fraction(percent), **LIMITS) == expected


def test_an_indicator_without_a_realisation_has_no_colour_of_its_own():
    assert achievement.colour(None, **LIMITS) == "grey"
