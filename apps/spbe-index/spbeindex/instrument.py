"""The instrument as data: domains, aspects, indicators, weights, levels and predicates."""

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Name:
    """A name in Indonesian and in English."""

    id: str
    en: str

    def to(self, language: str) -> str:
        return self.en if language == "en" else self.id


@dataclass(frozen=True)
class Indicator:
    """Weights are integers, hundredths of a percent point: 1.30 % is 130."""

    number: int
    name: Name
    weight: int


@dataclass(frozen=True)
class Aspect:
    number: int
    name: Name
    weight: int
    levels: tuple[Name, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Domain:
    number: int
    name: Name
    weight: int
    aspects: tuple[Aspect, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for aspect in self.aspects for indicator in aspect.indicators)


@dataclass(frozen=True)
class Instrument:
    """One version of the measurement; never compare indexes of two instruments."""

    source: str
    years: range
    domains: tuple[Domain, ...]
    predicates: tuple[tuple[Fraction, Name], ...]

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        return tuple(aspect for domain in self.domains for aspect in domain.aspects)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for domain in self.domains for indicator in domain.indicators)

    def aspect(self, number: int) -> Aspect | None:
        return next((aspect for aspect in self.aspects if aspect.number == number), None)


@cache
def load() -> Instrument:
    """The instrument of Permen PANRB 59/2020."""
    text = (resources.files("spbeindex") / "instrument.json").read_text(encoding="utf-8")
    described = json.loads(text)
    return Instrument(
        source=described["source"],
        years=range(described["first_year"], described["last_year"] + 1),
        domains=tuple(_domain(domain, described) for domain in described["domains"]),
        predicates=tuple((Fraction(each["from"], 100), _name(each)) for each in described["predicates"]),
    )


def _name(described: dict[str, Any]) -> Name:
    return Name(described["name"], described["english"])


def _domain(domain: dict[str, Any], described: dict[str, Any]) -> Domain:
    inside = (aspect for aspect in described["aspects"] if aspect["domain"] == domain["number"])
    aspects = tuple(_aspect(aspect, described) for aspect in inside)
    return Domain(domain["number"], _name(domain), domain["weight"], aspects)


def _aspect(aspect: dict[str, Any], described: dict[str, Any]) -> Aspect:
    inside = (each for each in described["indicators"] if each["aspect"] == aspect["number"])
    indicators = tuple(Indicator(each["number"], _name(each), each["weight"]) for each in inside)
    levels = tuple(_name(level) for level in described["scales"][aspect["scale"]])
    return Aspect(aspect["number"], _name(aspect), aspect["weight"], levels, indicators)
