"""How often releases were fetched."""

from datetime import date

from sqlmodel import Field, SQLModel


class FetchCount(SQLModel, table=True):
    """Complete downloads of one release's archives, by day and by the region that the client named."""

    __tablename__ = "fetch_counts"

    release_id: int = Field(primary_key=True, foreign_key="releases.id")
    day: date = Field(primary_key=True, description="in Jakarta")
    region_code: str = Field(primary_key=True, max_length=13, description="empty: the client did not say")
    count: int


class SeenFetch(SQLModel, table=True):
    """That somebody fetched something on a day, so that it counts once. Removed when the day is over."""

    __tablename__ = "seen_fetches"

    day: date = Field(primary_key=True)
    digest: str = Field(
        primary_key=True, max_length=32, description="keyed, with a key of the day: no address can be read"
    )
