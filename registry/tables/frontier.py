"""The crawl frontier: which source is due, and who is on it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Frontier(SQLModel, table=True):
    """One source's place in the queue. A lease that ran out belongs to nobody."""

    __tablename__ = "frontier"

    source_id: int = Field(primary_key=True, foreign_key="sources.id")
    due_at: datetime = Field(sa_type=Moment, index=True)
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Moment, index=True)
    attempts: int = Field(default=0, description="failures in a row")
    last_error: str | None = None
