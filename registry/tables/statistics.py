"""Roll-ups: what statistics read, kept in the transaction of each event and provable from the events."""

from typing import Any

from sqlmodel import Field, SQLModel

# On SQLite their rows lie in the order of their keys, so that a scope is read in one go.
IN_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}


class MonthCount(SQLModel, table=True):
    """How often something happened in a month, within a scope. What is true at a time sums them up."""

    __tablename__ = "month_counts"
    __table_args__ = IN_ORDER

    scope: str = Field(
        primary_key=True, max_length=80, description="all, application:7, province:32, region:32.16, cohort:…"
    )
    measure: str = Field(primary_key=True, max_length=60, description="see adoption.measures")
    month: int = Field(primary_key=True, description="year × 12 + month − 1")
    count: int


class DayCount(SQLModel, table=True):
    """How many adoptions took so many days from one thing to another, within a scope."""

    __tablename__ = "day_counts"
    __table_args__ = IN_ORDER

    scope: str = Field(primary_key=True, max_length=80)
    pair: str = Field(primary_key=True, max_length=60, description="such as interest>agreement")
    days: int = Field(primary_key=True)
    count: int


class VersionCount(SQLModel, table=True):
    """How many adoptions use a version, by the month after which their confirmation lapses."""

    __tablename__ = "version_counts"
    __table_args__ = IN_ORDER

    application_id: int = Field(foreign_key="applications.id", primary_key=True)
    version: str = Field(primary_key=True, max_length=128, description="empty: not told")
    until_month: int = Field(primary_key=True, description="the last month in which they count")
    count: int
