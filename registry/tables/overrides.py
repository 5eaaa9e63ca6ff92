"""Overrides: what a curator lets pass although a check blocks it."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Override(SQLModel, table=True):
    """One override in force. Taking it back deletes the row; the journal keeps both."""

    __tablename__ = "overrides"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    version: str | None = Field(default=None, description="null: every version")
    code: str
    path: str | None = Field(default=None, description="null: every path")
    reason: str = Field(sa_column=Column(Text, nullable=False))
    actor: str
    at: datetime = Field(sa_type=Moment)
