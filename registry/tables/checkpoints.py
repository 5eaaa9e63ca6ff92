"""What the registry has signed: checkpoints of the journal, editions of the index; and its public keys."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Checkpoint(SQLModel, table=True):
    """A signed statement that the journal had this hash at this serial."""

    __tablename__ = "checkpoints"

    serial: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: str = Field(max_length=64)
    at: str = Field(max_length=27, description="ISO 8601, UTC")
    origin: str = Field(description="the registry's public address")
    key: str = Field(max_length=64, description="the id of the public key")
    signature: str = Field(description="base64")


class IndexEdition(SQLModel, table=True):
    """One signed edition of the index of archives. Versions only grow."""

    __tablename__ = "index_editions"

    version: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    serial: int = Field(sa_column=Column(BigInteger, nullable=False), description="of the journal, reflected")
    sha256: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    replaced: str = Field(
        default="[]",
        sa_column=Column(Text, nullable=False),
        description="JSON list: digests of shards that this edition named no more, until they are swept",
    )


class SigningKey(SQLModel, table=True):
    """A public key of the registry. Each but the first is signed by the one before, and names it itself."""

    __tablename__ = "signing_keys"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(max_length=64, unique=True, description="SHA-256 of the 32 bytes")
    public: str = Field(description="base64 of the 32 bytes")
    previous: str | None = Field(default=None, max_length=64, description="id of the key before")
    at: str = Field(max_length=27, description="ISO 8601, UTC")
    by_previous: str | None = Field(
        default=None, description="signature of the key before; null: it was lost"
    )
    by_itself: str = Field(description="signature of this key")
