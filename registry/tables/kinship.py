"""Kinship: where applications live and what they derive from, so that both ways are found."""

from sqlmodel import Field, SQLModel


class ApplicationAddress(SQLModel, table=True):
    """A repository's address that a listed application of open source has, or derives from."""

    __tablename__ = "application_addresses"

    address: str = Field(primary_key=True, description="catalog.kinship.plain")
    relation: str = Field(primary_key=True, description="own or base")
    application_id: int = Field(primary_key=True, foreign_key="applications.id", index=True)
