"""How often releases were fetched."""

from sqlmodel import Field, SQLModel


class FetchCount(SQLModel, table=True):
    """Complete downloads of one release's archives, by month and by the region that the client named."""

    __tablename__ = "fetch_counts"

    release_id: int = Field(primary_key=True, foreign_key="releases.id")
    month: str = Field(primary_key=True, max_length=7)
    region_code: str = Field(primary_key=True, max_length=13, description="empty: the client did not say")
    count: int
