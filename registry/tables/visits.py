"""Visits: one crawl of one source each."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Visit(SQLModel, table=True):
    """One crawl of one source, as it ended."""

    __tablename__ = "visits"

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id", index=True)
    worker: str
    started_at: datetime = Field(sa_type=Moment)
    ended_at: datetime = Field(sa_type=Moment)
    outcome: str = Field(description="published, unchanged, sent_back or failed")
    error_id: str | None = None
    error_en: str | None = None
    seconds: float
    git_seconds: float
    bytes: int = Field(
        sa_column=Column(BigInteger, nullable=False), description="taken on disk in quarantine"
    )
