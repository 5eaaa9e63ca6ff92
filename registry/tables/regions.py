"""Regions of Indonesia by their Kemendagri codes."""

from sqlmodel import Field, SQLModel


class Region(SQLModel, table=True):
    """A province, regency, city, district or village."""

    __tablename__ = "regions"

    code: str = Field(primary_key=True, max_length=13)
    name: str
    folded: str = Field(index=True, description="the name in lower case, for look-ups")
    kind: str = Field(index=True)
    parent_code: str | None = Field(default=None, foreign_key="regions.code", index=True)
    capital: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None
    population: int | None = None
