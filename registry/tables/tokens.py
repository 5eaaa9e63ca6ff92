"""Tokens that may write."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.tables.columns import Moment


class Token(SQLModel, table=True):
    """A token, by the SHA-256 of its text; the text itself is shown once and kept nowhere."""

    __tablename__ = "tokens"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    sha256: str = Field(max_length=64, unique=True)
    scope: str
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
