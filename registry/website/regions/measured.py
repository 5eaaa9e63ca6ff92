"""The SPBE index on a region's page: its rows, each with its instrument, and the picture of them."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session

from livinglab.contract import spbe_index as wire
from livinglab.contract.spbe_index import PREDICATES, SpbePredicate
from livinglab.language import Language, Text
from registry import indicators
from registry.spbe_index import shown
from registry.tables import Region
from registry.website.charts import Picture
from registry.website.regions.drawing import index_lines


class Row(NamedTuple):
    """One year: what was published of the region, and what it is read against."""

    published: wire.Assessment
    regulation: str
    national: float | None
    mean: wire.ProvinceMean | None


class Measured(NamedTuple):
    """A region's SPBE index; `picture` is None where it was never evaluated."""

    rows: list[Row]
    answer: wire.RegionIndex
    picture: Picture | None
    words: Mapping[SpbePredicate, Text]


def index_of(session: Session, region: Region, province: Region, language: Language) -> Measured:
    """Return what a region's page says of its SPBE index."""
    answer = shown.of_region(session, region)
    national = {one.year: one.index for one in answer.national}
    means = {one.year: one for one in answer.province_means}
    rows = [
        Row(one, indicators.get(one.instrument).regulation, national.get(one.year), means.get(one.year))
        for one in answer.items
    ]
    picture = index_lines(answer, province.name, language) if rows else None
    return Measured(rows, answer, picture, PREDICATES)
