"""The SPBE index as it travels: what KemenPANRB published, by region and year."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import Field

from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Sentence
from livinglab.language import Text


class SpbePredicate(StrEnum):
    """What an index is called (Permen PANRB 59/2020), from the highest down."""

    MEMUASKAN = "memuaskan"
    SANGAT_BAIK = "sangat-baik"
    BAIK = "baik"
    CUKUP = "cukup"
    KURANG = "kurang"


# "Excellent" for the highest would say more than its name does.
PREDICATES: Final[Mapping[SpbePredicate, Text]] = MappingProxyType(
    {
        SpbePredicate.MEMUASKAN: Text("Memuaskan", "Satisfactory"),
        SpbePredicate.SANGAT_BAIK: Text("Sangat Baik", "Very Good"),
        SpbePredicate.BAIK: Text("Baik", "Good"),
        SpbePredicate.CUKUP: Text("Cukup", "Fair"),
        SpbePredicate.KURANG: Text("Kurang", "Poor"),
    }
)


class Assessment(Answer):
    """One year's SPBE index as it was published. Two instruments' are never one series."""

    region: RegionBrief | None = Field(description="null: the whole country")
    year: int
    instrument: str = Field(description="by which it was measured", examples=["permenpanrb-59-2020"])
    index: float = Field(description="as printed, two decimals", examples=[3.62])
    predicate: SpbePredicate = Field(description="as printed")
    unrounded: float | None = Field(description="what the domains come to; null where one is not published")
    predicate_of_unrounded: SpbePredicate | None = Field(
        description="differs where the report took the rounded one"
    )
    policy: float | None = Field(description="domain Kebijakan Internal SPBE")
    governance: float | None = Field(description="domain Tata Kelola SPBE")
    management: float | None = Field(description="domain Manajemen SPBE; not measured before 2021")
    services: float | None = Field(description="domain Layanan SPBE")


class ProvinceMean(Answer):
    """The mean of the regencies and cities of one province that were evaluated in a year; reckoned here."""

    year: int
    index: float
    regions: int = Field(description="how many were evaluated")


class RegionIndex(Answer):
    """A region's SPBE index by year, with what it is read against."""

    region: RegionBrief
    items: list[Assessment]
    nothing: Sentence | None = Field(description="why there is none; null where there is one")
    national: list[Assessment]
    province_means: list[ProvinceMean] = Field(description="of the regencies and cities of its province")
    source: Sentence
