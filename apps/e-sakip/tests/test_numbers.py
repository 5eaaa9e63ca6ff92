from fractions import Fraction

import pytest

from esakip import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12000),
        ("12,5", 12500),
        (" 1.234,5 ", 1234500),
        ("1.234", 1234000),
        ("-2,1", -2100),
        ("-0,5", -500),
    ],
)
def test_indonesian_numbers_are_kept_exactly(text, expected):
    assert numbers.parse(text, decimals=3) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "12.5",
        "1,234.5",
        "12,",
        ",5",
        "1.23,4",
        "satu",
        "1e3",
        "NaN",
        "1 2",
        "12,3456",
        "9" * 13,
        "١٢",
        "=1",
    ],
)
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(numbers.NumberError):
        numbers.parse(text, decimals=3)


def test_numbers_are_shown_as_each_language_writes_them():
    assert numbers.show(Fraction(1234567, 1000), "id") == "1.234,567"
    assert numbers.show(Fraction(1234567, 1000), "en") == "1,234.567"
    assert numbers.show(Fraction(5, 1), "id", least=2, most=2) == "5,00"
    assert numbers.show(Fraction(-1, 3), "id", most=2) == "-0,33"
