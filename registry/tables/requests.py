"""Writes that were answered, so that the same one sent again gets the same answer."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class AnsweredRequest(SQLModel, table=True):
    """One answered write, written in its own transaction."""

    __tablename__ = "answered_requests"

    key: str = Field(primary_key=True, max_length=64, description="SHA-256 of caller, route and key")
    request: str = Field(max_length=64, description="SHA-256 of what was asked")
    status: int
    answer: str = Field(sa_column=Column(Text, nullable=False), description="the body, sealed")
    created_at: datetime = Field(sa_type=Moment, index=True)
