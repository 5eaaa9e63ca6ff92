"""The SPBE indicators as they travel: instruments of measuring, and what an application can support."""

from enum import StrEnum

from pydantic import Field

from livinglab.contract.words import Answer, Sentence, Slug


class Certainty(StrEnum):
    """How sure it is that an application can support an indicator. Neither promises a level."""

    CLAIMED = "claimed"
    SUGGESTED = "suggested"


class Predicate(Answer):
    """The word for an index: the first one whose `least` it reaches, best first, taken before rounding."""

    name: Sentence
    least: float


class Domain(Answer):
    """A domain of an instrument; weights are percent of the index."""

    number: int
    name: Sentence
    weight: float


class Aspect(Domain):
    """An aspect of a domain. `scale` names which words its levels have."""

    domain: int
    scale: str = Field(examples=["process"])


class Indicator(Answer):
    """One indicator of an instrument."""

    number: int
    name: Sentence
    aspect: int
    weight: float = Field(description="percent of the index")
    question: str = Field(description="what the regulation asks, in Indonesian")
    criteria: list[str] = Field(description="of levels 1 to 5, as the regulation has them, in Indonesian")


class InstrumentBrief(Answer):
    """An instrument by which SPBE is measured, and the years whose results it gave."""

    id: str = Field(examples=["permenpanrb-59-2020"])
    regulation: str = Field(examples=["Permen PANRB 59/2020"])
    title: Sentence
    valid_from: int = Field(description="first year measured by it")
    valid_to: int | None = Field(description="last year; null: it is still in use")
    indicator_count: int
    source: str
    note: Sentence = Field(description="what is not sure about this data")


class Instrument(InstrumentBrief):
    """An instrument, whole. `indicators` is empty where its list is not known for certain."""

    scales: dict[str, list[Sentence]] = Field(description="the words of levels 1 to 5, by scale")
    predicates: list[Predicate]
    domains: list[Domain]
    aspects: list[Aspect]
    indicators: list[Indicator]

    def aspect_of(self, indicator: Indicator) -> Aspect:
        """Return the aspect that an indicator belongs to."""
        return next(one for one in self.aspects if one.number == indicator.aspect)

    def domain_of(self, indicator: Indicator) -> Domain:
        """Return the domain that an indicator belongs to."""
        number = self.aspect_of(indicator).domain
        return next(one for one in self.domains if one.number == number)

    def levels_of(self, indicator: Indicator) -> list[Sentence]:
        """Return the words of levels 1 to 5 of an indicator."""
        return self.scales[self.aspect_of(indicator).scale]


class InstrumentList(Answer):
    """Every instrument that the registry knows, newest first. There is one page."""

    items: list[Instrument]


class IndicatorRow(Answer):
    """An indicator as a row of the table: with its instrument, domain and aspect."""

    instrument: str
    number: int
    name: Sentence
    domain: Sentence
    aspect: Sentence
    weight: float
    question: str
    urn: str = Field(
        description="what an application's publiccode.yml names under `supports`",
        examples=["urn:id:spbe:permenpanrb-59-2020:40"],
    )


class SupportedIndicator(Answer):
    """An indicator that an application can support, how sure that is, and why. Never a promise of a level."""

    instrument: str
    number: int
    name: Sentence
    urn: str
    certainty: Certainty
    general: bool = Field(description="true of every application that is adopted, whatever it does")
    why: Sentence


class SupportingApplication(Answer):
    """An application that can support an indicator."""

    slug: Slug
    name: str
    certainty: Certainty
    why: Sentence


class SupportedIndicators(Answer):
    """What an application can support: claimed first, then what the catalog suggests, then the general."""

    application: Slug
    items: list[SupportedIndicator]
    unknown: list[str] = Field(
        default=[], description="ids of ours in its publiccode.yml that name no indicator we know"
    )
    note: Sentence
