"""Donors as they travel: who gives, how much, and how far it went."""

from pydantic import Field

from livinglab.contract.catalog import RegionBrief
from livinglab.contract.words import Answer, Page


class Donor(Answer):
    """Who donates at least one application that the catalog lists."""

    id: int
    name: str = Field(examples=["Pemerintah Kabupaten Sumedang"])
    region: RegionBrief | None
    organisation: int | None = Field(
        description="number of the organisation that speaks for it; null: none yet"
    )
    verified: bool = Field(description="whether that organisation was verified")
    applications: int = Field(description="how many of its applications the catalog lists")
    in_use: int = Field(description="how many adoptions of them are in use today, of those that may be named")
    adoptions: int = Field(description="how many adoptions of them there are in any state; likewise")


class DonorPage(Page[Donor]):
    """A page of them."""

    total: int = Field(description="how many donors match, over all pages")
