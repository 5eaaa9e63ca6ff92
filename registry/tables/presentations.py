"""Presentations: what the worker made ready of a release for people to read and look at."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Presentation(SQLModel, table=True):
    """README, long descriptions, and what was seen of a release: apart from it, as it is large and can be
    made anew while the release never changes."""

    __tablename__ = "presentations"

    release_id: int = Field(foreign_key="releases.id", primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    rules: int = Field(description="`catalog.found.RULES` when it was made; an older one is made anew")
    content: str = Field(sa_column=Column(Text, nullable=False), description="catalog.found.Presentation")
