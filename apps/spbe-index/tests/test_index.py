from fractions import Fraction

import pytest

from spbeindex import index, instrument, numbers

FULL = dict.fromkeys(range(1, 48), 3)


def domains(*values):
    """The index of a region from its four published domain values."""
    weights = [domain.weight for domain in instrument.load().domains]
    return index.weighted([(Fraction(value), weight) for value, weight in zip(values, weights, strict=True)])


def test_the_instrument_adds_up():
    loaded = instrument.load()
    assert [indicator.number for indicator in loaded.indicators] == list(range(1, 48))
    assert [domain.weight for domain in loaded.domains] == [1300, 2500, 1650, 4550]
    for domain in loaded.domains:
        assert sum(aspect.weight for aspect in domain.aspects) == domain.weight
        for aspect in domain.aspects:
            assert sum(indicator.weight for indicator in aspect.indicators) == aspect.weight


def test_the_worked_example_of_an_aspect():
    aspect = instrument.load().aspect(2)
    assert index.of_aspect(aspect, {11: 3, 12: 4, 13: 3, 14: 2}) == 3


def test_the_worked_example_of_a_domain():
    levels = {11: 3, 12: 4, 13: 3, 14: 2, 15: 4, 16: 4, 17: 4, 18: 4, 19: 3, 20: 3}
    assert index.of_domain(instrument.load().domains[1], levels) == Fraction("3.40")


def test_the_worked_example_of_the_index():
    found = domains("3.70", "3.40", "3.00", "3.20")
    assert found == Fraction("3.282")
    assert numbers.show(found, "id", least=2, most=2) == "3,28"


@pytest.mark.parametrize(
    ("values", "exact", "printed", "predicate"),
    [
        (("1.00", "1.10", "1.00", "2.70"), "1.7985", "1,80", "Kurang"),  # Nias Barat 2024
        (("4.70", "3.00", "2.09", "3.94"), "3.49855", "3,50", "Baik"),  # Pacitan 2024
        (("1.20", "2.10", "1.27", "3.75"), "2.5968", "2,60", "Cukup"),  # Luwu 2024
    ],
)
def test_the_predicate_comes_from_the_unrounded_index(values, exact, printed, predicate):
    found = domains(*values)
    assert numbers.show(found, "id", least=2, most=2) == printed
    assert abs(found - Fraction(exact)) <= Fraction(1, 20_000)
    assert index.predicate(instrument.load(), found).id == predicate


@pytest.mark.parametrize(
    ("value", "predicate"),
    [
        ("5", "Memuaskan"),
        ("4.2", "Memuaskan"),
        ("4.19999", "Sangat Baik"),
        ("3.5", "Sangat Baik"),
        ("3.49999", "Baik"),
        ("2.6", "Baik"),
        ("2.59999", "Cukup"),
        ("1.8", "Cukup"),
        ("1.79999", "Kurang"),
        ("1", "Kurang"),
    ],
)
def test_each_predicate_begins_at_its_bound(value, predicate):
    assert index.predicate(instrument.load(), Fraction(value)).id == predicate


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_region_with_one_level_everywhere_has_that_index(level):
    assert index.of_region(instrument.load(), dict.fromkeys(range(1, 48), level)) == level


def test_both_ways_to_the_index_agree():
    loaded = instrument.load()
    levels = {indicator.number: indicator.number % 5 + 1 for indicator in loaded.indicators}
    direct = sum(levels[indicator.number] * indicator.weight for indicator in loaded.indicators)
    assert index.of_region(loaded, levels) == Fraction(direct, 10_000)


@pytest.mark.parametrize("missing", [1, 31, 47])
def test_there_is_no_index_while_an_indicator_is_missing(missing):
    levels = {number: level for number, level in FULL.items() if number != missing}
    assert index.of_region(instrument.load(), levels) is None
