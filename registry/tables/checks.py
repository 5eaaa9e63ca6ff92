"""Checks: what a visit found at a release."""

from sqlmodel import Field, SQLModel


class Check(SQLModel, table=True):
    """One finding at one release."""

    __tablename__ = "checks"

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="releases.id", index=True)
    code: str
    level: str
    message_id: str
    message_en: str
    path: str | None = None
    line: int | None = None
