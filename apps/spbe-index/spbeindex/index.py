"""The formulas of Permen PANRB 59/2020, exactly: integers and fractions, rounded only when shown."""

from collections.abc import Mapping
from fractions import Fraction

from spbeindex.instrument import Aspect, Domain, Instrument, Name

Levels = Mapping[int, int]  # number of the indicator -> level 1 to 5


def of_aspect(aspect: Aspect, levels: Levels) -> Fraction | None:
    """NA = (1 / BA) sum of NI x BI; None while an indicator has no level."""
    if any(indicator.number not in levels for indicator in aspect.indicators):
        return None
    total = sum(levels[indicator.number] * indicator.weight for indicator in aspect.indicators)
    return Fraction(total, aspect.weight)


def of_domain(domain: Domain, levels: Levels) -> Fraction | None:
    """ND = (1 / BD) sum of NA x BA."""
    return weighted([(of_aspect(aspect, levels), aspect.weight) for aspect in domain.aspects])


def of_region(instrument: Instrument, levels: Levels) -> Fraction | None:
    """Index = sum of ND x BD / 100, the same as the sum of level x weight / 100."""
    return weighted([(of_domain(domain, levels), domain.weight) for domain in instrument.domains])


def weighted(parts: list[tuple[Fraction | None, int]]) -> Fraction | None:
    """The mean of values by their weights; None when one of them is missing."""
    total = Fraction(0)
    for value, weight in parts:
        if value is None:
            return None
        total += value * weight
    return total / sum(weight for _, weight in parts)


def predicate(instrument: Instrument, index: Fraction) -> Name:
    """From the unrounded index: 1.7985 is Kurang although it is printed as 1.80."""
    return next(name for bound, name in instrument.predicates if index >= bound)
