"""Who donates."""

from sqlmodel import Field, SQLModel


class Publisher(SQLModel, table=True):
    """A regional government, an agency or a community that donates applications."""

    __tablename__ = "publishers"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    organisation_id: int | None = Field(
        default=None,
        foreign_key="organisations.id",
        index=True,
        unique=True,
        description="null: nobody speaks for it yet",
    )
    region_code: str | None = Field(default=None, foreign_key="regions.code", index=True)
