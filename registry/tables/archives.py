"""Archives: immutable bundles by their SHA-256."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class Archive(SQLModel, table=True):
    """One bundle of one release."""

    __tablename__ = "archives"

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="releases.id", index=True)
    kind: str = Field(description="snapshot, delta or history")
    sha256: str = Field(max_length=64, index=True)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    from_version: str | None = None
