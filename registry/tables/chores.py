"""Chores: what some process of the registry does every so often."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Chore(SQLModel, table=True):
    """One chore. Who holds the lease does it; a dead holder's lease runs out."""

    __tablename__ = "chores"

    name: str = Field(primary_key=True, max_length=60)
    due_at: datetime = Field(sa_type=Moment)
    owner: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    failures: int = Field(default=0, description="in a row; 0 after a good end")
    ended_at: datetime | None = Field(default=None, sa_type=Moment, description="its last good end")
