"""Reckoning an index by its instrument, in integers: no binary fraction decides what it is called."""

from collections.abc import Mapping
from functools import cache

from livinglab.contract.indicators import Instrument
from livinglab.contract.spbe_index import SpbePredicate
from registry import indicators

# Hundredths of a domain's value times tenths of a percent of weight: an index of 1 is 100 × 1,000 of these.
PARTS = 100_000
# Domains by the numbers that Permen PANRB 59/2020 gives them.
DOMAINS = {1: "policy", 2: "governance", 3: "management", 4: "services"}


def of_year(year: int) -> Instrument:
    """Return the instrument that a year's index was measured by. Raises LookupError for a year of none."""
    found = indicators.of_year(year)
    if found is None:
        raise LookupError(f"no instrument measured in {year}")
    return found


def unrounded(instrument: Instrument, domains: Mapping[str, int | None]) -> int | None:
    """Return the index in hundred-thousandths from domain values in hundredths; None where one lacks.

    Index = Σ ND · BD / 100 (Permen PANRB 59/2020, annex, C).
    """
    total = 0
    for number, weight in _weights(instrument):
        value = domains.get(DOMAINS[number])
        if value is None:
            return None
        total += value * weight
    return total


def predicate(instrument: Instrument, index: int) -> SpbePredicate | None:
    """Return what an index in hundred-thousandths is called: the rounded one never decides that."""
    return next((name for least, name in _predicates(instrument.id) if index >= least), None)


def _weights(instrument: Instrument) -> list[tuple[int, int]]:
    """Return (domain, weight in tenths of a percent): 16.5 percent are 165."""
    return [(domain.number, round(domain.weight * 10)) for domain in instrument.domains]


@cache
def _predicates(instrument_id: str) -> list[tuple[int, SpbePredicate]]:
    words = indicators.get(instrument_id).predicates
    return [(round(one.least * PARTS), SpbePredicate(one.name.id.lower().replace(" ", "-"))) for one in words]
