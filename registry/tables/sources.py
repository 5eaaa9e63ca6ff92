"""Where the code of an application comes from."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Source(SQLModel, table=True):
    """The donor's repository of one application."""

    __tablename__ = "sources"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", unique=True)
    url: str = Field(index=True, description="as submitted; checked anew before every visit")
    canonical_url: str | None = Field(
        default=None, index=True, description="where redirects led at the last visit"
    )
    manifest: str | None = Field(
        default=None, sa_column=Column(Text, nullable=True), description="a curator's publiccode.yml"
    )
    reachable: bool | None = None
    signs: str | None = Field(
        default=None, sa_column=Column(Text, nullable=True), description="JSON: catalog.found.Signs"
    )
    created_at: datetime = Field(sa_type=Moment)
