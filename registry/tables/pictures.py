"""Pictures: logos, screenshots and what READMEs show, made small."""

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel


class Picture(SQLModel, table=True):
    """One WebP picture of an application, by what it holds. At most 30 kB, so that a row is no burden."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("application_id", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id")
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False), description="image/webp")
