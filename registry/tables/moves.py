"""Archives that must change their place, from the moment the catalog says so."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Move(SQLModel, table=True):
    """One file of the store that has yet to be moved. Written with the change that asks for it."""

    __tablename__ = "moves"

    id: int | None = Field(default=None, primary_key=True)
    taken_from: str = Field(description="a name in the store")
    put_at: str | None = Field(description="a name in the store; null: removed, it can be made again")
    created_at: datetime = Field(sa_type=Moment)
