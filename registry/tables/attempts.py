"""What counts against a limit: the rows of every rate limiter's buckets."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class Attempt(SQLModel, table=True):
    """One thing that somebody did, until its window has passed."""

    __tablename__ = "attempts"

    id: int | None = Field(default=None, primary_key=True)
    bucket: str = Field(index=True, max_length=200, description="which limit, for whom; no plain addresses")
    at: int = Field(
        sa_column=Column(BigInteger, nullable=False, index=True), description="ms since 1970, UTC"
    )
