from fractions import Fraction

from spbeindex import numbers


def test_numbers_are_shown_as_each_language_writes_them():
    assert numbers.show(Fraction(1234567, 1000), "id") == "1.234,567"
    assert numbers.show(Fraction(1234567, 1000), "en") == "1,234.567"
    assert numbers.show(Fraction(5, 1), "id", least=2, most=2) == "5,00"
    assert numbers.show(Fraction(5, 1000), "id", least=2, most=2) == "0,01"
