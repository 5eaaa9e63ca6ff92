"""How far regions have come, one word each, as it travels."""

from pydantic import Field

from livinglab.contract.adoptions import State
from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Page, RegionCode


class RegionState(Answer):
    """A regency or city, and the best state of what it and its villages and units adopt."""

    region: RegionBrief
    parent_code: RegionCode | None = Field(description="its province")
    population: int | None
    state: State = Field(
        description="the best of them: in-use, piloting, preparing, interested, lapsed, stopped"
    )
    adoptions: int = Field(description="how many there are in any state")
    in_use: int = Field(description="how many of them are in use today")


class RegionStatePage(Page[RegionState]):
    """A page of them."""

    total: int = Field(description="how many regencies and cities match, over all pages")
