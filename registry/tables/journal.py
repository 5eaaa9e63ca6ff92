"""The journal: who changed what, in one unbroken chain."""

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel


class JournalRow(SQLModel, table=True):
    """One change. `hash` covers every other column and the hash before it."""

    __tablename__ = "journal"

    serial: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: str = Field(
        max_length=27, description="ISO 8601, UTC, microseconds: text, so that its hash is portable"
    )
    actor: str
    action: str
    subject: str = Field(index=True)
    before: str | None = Field(
        default=None, max_length=64, description="digest of the subject before the change"
    )
    after: str | None = Field(default=None, max_length=64, description="digest of the subject after it")
    detail: str = Field(sa_column=Column(Text, nullable=False), description="canonical JSON")
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
