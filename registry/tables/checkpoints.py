"""What the registry has signed: checkpoints of the journal, editions of the index; and its public keys."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Checkpoint(SQLModel, table=True):
    """A signed statement that the journal had this hash at this serial."""

    __tablename__ = "checkpoints"

    serial: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: str = Field(max_length=64)
    at: str = Field(max_length=27, description="ISO 8601, UTC")
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
